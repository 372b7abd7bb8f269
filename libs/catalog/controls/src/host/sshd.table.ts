import type { Severity } from '@plimsoll/model';
import type { Condition, FactRow } from '../settings/fact-control.js';
import { integerOf, type Rule } from '../settings/rule.js';
import { words } from './service-rules.js';

const WITH_SSHD: Condition = {
  source: 'host/services',
  key: 'sshd.config',
  holds: (text) => text !== undefined,
  otherwise: 'this host has no configuration of sshd',
  examples: { holds: 'present', not: { absent: 'no /etc/ssh/sshd_config' } },
};

const atMost = (most: number): Rule => ({
  wanted: `<= ${most}`,
  accepts: (text) => {
    const value = integerOf(text);
    return value === undefined ? undefined : value <= most && value > 0;
  },
  examples: { pass: ['1', `${most}`], fail: [`${most + 1}`, '0'], unknown: ['', 'few'] },
});

/** `5m` and `300` are the same time to sshd. */
const moreThanNothing: Rule = {
  wanted: '> 0',
  accepts: (text) => (/^(\d{1,9}[smhdw]?)+$/i.test(text) ? /[1-9]/.test(text) : undefined),
  examples: { pass: ['300', '5m', '1h30m'], fail: ['0', '0s'], unknown: ['', 'never'] },
};

const listWithout = (weak: RegExp, wanted: string, good: string, bad: string): Rule => ({
  wanted,
  accepts: (text) => {
    const names = text.trim().replace(/^[+^]/, '').split(',');
    if (text.startsWith('-') || text.trim() === '') return undefined;
    if (names.some((name) => weak.test(name))) return false;
    return /^[+^]/.test(text) ? undefined : true;
  },
  examples: { pass: [good], fail: [`${good},${bad}`, bad, `+${bad}`], unknown: ['', `-${bad}`, `^${good}`] },
});

const VERSION = { unknown: 'which algorithms sshd takes by itself is a matter of its version' };

interface Asked {
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly rule: Rule;
  /** What sshd does when nothing is said. */
  readonly absent: FactRow['absent'];
  /** The value that the remedy sets. */
  readonly set: string;
}

const keyword = (name: string, asked: Asked): FactRow => ({
  id: `host/sshd-${name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}`,
  source: 'host/services',
  key: `sshd.${name}`,
  title: asked.title,
  severity: asked.severity,
  why: asked.why,
  remedy: `Run \`echo '${name} ${asked.set}' > /etc/ssh/sshd_config.d/00-${name.toLowerCase()}.conf && systemctl reload sshd\`; the first value that sshd reads counts. Match blocks are not judged.`,
  references: ['cis-distribution-independent-linux:sshd', 'lynis:SSH-7408'],
  rule: asked.rule,
  absent: asked.absent,
  only: [WITH_SSHD],
});

/** The configuration of sshd, where there is one. */
export const SSHD: readonly FactRow[] = [
  keyword('PermitRootLogin', {
    severity: 'medium',
    title: 'Nobody logs in as root from afar',
    why: 'Who it was is then in no log, and one key is all that is between the network and the node.',
    rule: words(['no'], ['yes', 'prohibit-password', 'without-password', 'forced-commands-only']),
    absent: 'fail',
    set: 'no',
  }),
  keyword('PasswordAuthentication', {
    severity: 'medium',
    title: 'Passwords open no account from afar',
    why: 'Passwords are guessed all day long, by everybody.',
    rule: words(['no'], ['yes']),
    absent: 'fail',
    set: 'no',
  }),
  keyword('PermitEmptyPasswords', {
    severity: 'medium',
    title: 'Accounts without a password are closed from afar',
    why: 'Whoever knows the name of such an account is in.',
    rule: words(['no'], ['yes']),
    absent: 'pass',
    set: 'no',
  }),
  keyword('X11Forwarding', {
    severity: 'low',
    title: 'Windows are not carried over logins',
    why: 'A node has none, and a hostile node reaches the screen of its administrator by them.',
    rule: words(['no'], ['yes']),
    absent: 'pass',
    set: 'no',
  }),
  keyword('MaxAuthTries', {
    severity: 'low',
    title: 'A connection has four tries to log in',
    why: 'More of them help whoever guesses.',
    rule: atMost(4),
    absent: 'fail',
    set: '4',
  }),
  keyword('AllowTcpForwarding', {
    severity: 'low',
    title: 'Logins are no way into the network of the cluster',
    why: 'Through a login every port of pods and of the control plane is reached.',
    rule: words(['no'], ['yes', 'all', 'local', 'remote']),
    absent: 'fail',
    set: 'no',
  }),
  keyword('HostbasedAuthentication', {
    severity: 'low',
    title: 'No other machine is believed who its users are',
    why: 'Whoever takes over the other machine is in.',
    rule: words(['no'], ['yes']),
    absent: 'pass',
    set: 'no',
  }),
  keyword('IgnoreRhosts', {
    severity: 'low',
    title: 'Users cannot let other machines in',
    why: 'A file in a home folder would open the account to whoever has the name of a machine.',
    rule: words(['yes', 'shosts-only'], ['no']),
    absent: 'pass',
    set: 'yes',
  }),
  keyword('LogLevel', {
    severity: 'low',
    title: 'Logins are logged',
    why: 'Without a log nobody knows who came, and when.',
    rule: words(['INFO', 'VERBOSE'], ['QUIET', 'FATAL', 'ERROR', 'DEBUG', 'DEBUG1', 'DEBUG2', 'DEBUG3']),
    absent: 'pass',
    set: 'VERBOSE',
  }),
  keyword('ClientAliveInterval', {
    severity: 'low',
    title: 'Dead logins end',
    why: 'A login that nobody closed waits for the next who sits down.',
    rule: moreThanNothing,
    absent: 'fail',
    set: '300',
  }),
  keyword('Ciphers', {
    severity: 'low',
    title: 'Logins are not encrypted by CBC',
    why: 'Parts of what is typed can be learned from such a connection.',
    rule: listWithout(
      /-cbc|^3des|arcfour|blowfish|cast128/,
      'no CBC',
      'aes256-gcm@openssh.com',
      'aes128-cbc',
    ),
    absent: 'pass',
    set: 'chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com',
  }),
  keyword('MACs', {
    severity: 'low',
    title: 'Logins are not protected by SHA-1 or MD5',
    why: 'Both are broken for other uses, and nothing needs them any more.',
    rule: listWithout(/sha1|md5/, 'no SHA-1 or MD5', 'hmac-sha2-256-etm@openssh.com', 'hmac-sha1'),
    absent: VERSION,
    set: 'hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com',
  }),
  keyword('KexAlgorithms', {
    severity: 'low',
    title: 'Keys of logins are not agreed upon by SHA-1',
    why: 'It is broken for other uses, and nothing needs it any more.',
    rule: listWithout(/sha1/, 'no SHA-1', 'curve25519-sha256', 'diffie-hellman-group14-sha1'),
    absent: VERSION,
    set: 'sntrup761x25519-sha512@openssh.com,curve25519-sha256',
  }),
];
