import type { Control, ControlCase, SubjectView } from '@plimsoll/engine';
import type { FactBody, Judgement, Setting } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { ABSENT, NO_PERMISSION } from '../settings/host-case.js';
import { readingOf, unreadable } from '../settings/reading.js';

const KEY = 'crypt.dm';
const VIRTUAL = 'cpu.flags.hypervisor';

/** Below a virtual disk its provider may encrypt, which the machine cannot see. */
function evaluate(view: SubjectView): Judgement {
  const crypt = readingOf(view, 'host/storage', KEY);
  if (crypt.kind === 'unknown') return crypt.judgement;
  if (crypt.kind === 'absent') return unreadable('the table of mounts has no root');
  const evidence = [{ path: KEY, value: crypt.text, wanted: 'CRYPT-LUKS1, CRYPT-LUKS2 or CRYPT-PLAIN' }];
  if (/^CRYPT-(LUKS\d|PLAIN)$/.test(crypt.text)) return { verdict: 'pass', evidence };
  if (crypt.text !== 'plain') return unreadable(`${KEY} holds a text that is not understood`, evidence);
  const virtual = readingOf(view, 'host/hardware', VIRTUAL);
  if (virtual.kind === 'unknown') return virtual.judgement;
  return virtual.kind === 'text'
    ? unreadable('a virtual machine: its provider may encrypt the disk, which cannot be seen here', evidence)
    : { verdict: 'fail', evidence };
}

export const diskEncryption: Control = declareControl({
  id: 'boot/disk-encryption',
  title: 'The disk of the node is encrypted',
  severity: 'medium',
  why: 'Secrets, tokens and images of every pod are on it, and disks are sold, stolen and copied.',
  remedy: 'Set the node up anew on LUKS, opened by a TPM: `systemd-cryptenroll --tpm2-device=auto`.',
  references: ['anssi-bp-028:R4'],
  subjects: ['host/storage'],
  needs: ['host/storage', 'host/hardware'],
  evaluate,
});

const has = (
  title: string,
  crypt: Setting | undefined,
  virtual: Setting,
  expect: ControlCase['expect'],
): ControlCase => {
  const body = (settings: Readonly<Record<string, Setting>>): FactBody => ({ shape: 'settings', settings });
  return {
    title,
    subject: { group: '', kind: 'Node', namespace: '', name: 'node-1' },
    facts: {
      'host/storage': body(crypt === undefined ? {} : { [KEY]: crypt }),
      'host/hardware': body({ [VIRTUAL]: virtual }),
    },
    expect,
  };
};

const UNREADABLE: ControlCase['expect'] = { verdict: 'unknown', reason: 'unreadable' };

export const diskEncryptionCases: readonly ControlCase[] = [
  has('LUKS', 'CRYPT-LUKS2', ABSENT, { verdict: 'pass', evidence: [{ path: KEY, value: 'CRYPT-LUKS2' }] }),
  has('plain on a machine of its own', 'plain', ABSENT, {
    verdict: 'fail',
    evidence: [{ path: KEY, value: 'plain' }],
  }),
  has('plain on a virtual machine', 'plain', 'present', UNREADABLE),
  has('plain, and it is not known what the machine is', 'plain', NO_PERMISSION, UNREADABLE),
  has('a file system that tells no disk', { unreadable: 'invalid' }, ABSENT, UNREADABLE),
  has('another text', 'CRYPT-VERITY', ABSENT, UNREADABLE),
  has('nothing mounted', ABSENT, ABSENT, UNREADABLE),
  has('nothing is said of it', undefined, ABSENT, { verdict: 'unknown', reason: 'not-collected' }),
];
