import type { Setting } from '@plimsoll/model';
import { explained } from '../host-collector/proven-absence.js';
import { settingOf, type SettingReader } from '../host-collector/setting-reader.js';

const CONFIG = '/etc/ssh/sshd_config';
const MAX_BYTES = 256 * 1024;
const MOST_FILES = 64;
const DEEPEST = 16;

/** Keywords that are judged; everything else stays on the host. */
export const SSHD_KEYWORDS = [
  'PermitRootLogin',
  'PasswordAuthentication',
  'PermitEmptyPasswords',
  'X11Forwarding',
  'MaxAuthTries',
  'AllowTcpForwarding',
  'HostbasedAuthentication',
  'IgnoreRhosts',
  'LogLevel',
  'ClientAliveInterval',
  'Ciphers',
  'MACs',
  'KexAlgorithms',
] as const;

const JUDGED = new Map(SSHD_KEYWORDS.map((keyword) => [keyword.toLowerCase(), keyword]));

interface Line {
  readonly keyword: string;
  readonly words: readonly string[];
}

/** A keyword is divided from its value by blanks or one `=`; a value may be quoted; `#` begins a comment. */
export function parseLine(text: string): Line | undefined {
  const match = /^\s*([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+)(.*)$/.exec(text);
  if (match?.[1] === undefined) return undefined;
  const words = (match[2] ?? '').match(/"[^"]*"|#.*|[^\s"#][^\s"]*/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  const kept = comment < 0 ? words : words.slice(0, comment);
  return {
    keyword: match[1].toLowerCase(),
    words: kept.map((word) => (word.startsWith('"') ? word.slice(1, -1) : word)),
  };
}

/** What is asked of the reading of files while the configuration is put together. */
class Reading {
  readonly values = new Map<string, string>();
  problem: Exclude<Setting, string> | undefined;
  private files = 0;
  private readonly reader: SettingReader;

  constructor(reader: SettingReader) {
    this.reader = reader;
  }

  /** The first value of a keyword counts; a Match block ends with its file (sshd_config(5)), and is not judged. */
  readonly file = async (path: string, depth: number): Promise<void> => {
    this.files += 1;
    if (this.files > MOST_FILES || depth > DEEPEST)
      return this.fail('too-large', 'too many files are included');
    const outcome = await this.reader.outcome(path, { maxBytes: MAX_BYTES });
    const said = settingOf(await explained(this.reader, path, outcome));
    if (typeof said !== 'string') {
      this.problem ??= said;
      return;
    }
    for (const text of said.split('\n')) {
      const line = parseLine(text);
      if (line === undefined) continue;
      if (line.keyword === 'match') return;
      if (line.keyword === 'include') await this.include(line.words, depth);
      else this.take(line);
    }
  };

  private take({ keyword, words }: Line): void {
    const name = JUDGED.get(keyword);
    if (name !== undefined && !this.values.has(name)) this.values.set(name, words.join(' '));
  }

  /** Files that a pattern matches are read in the order of their names; none is no error. */
  private readonly include = async (patterns: readonly string[], depth: number): Promise<void> => {
    for (const pattern of patterns) {
      const path = pattern.startsWith('/') ? pattern : `/etc/ssh/${pattern}`;
      const slash = path.lastIndexOf('/');
      const [folder, name] = [path.slice(0, slash), path.slice(slash + 1)];
      if (/[*?[]/.test(folder) || name.includes('[')) {
        this.fail('invalid', `the pattern ${path} is not followed`);
        continue;
      }
      const listed = await explained(this.reader, folder, await this.reader.host.list(folder));
      if (listed.outcome === 'unreadable') this.fail(listed.reason, listed.detail);
      if (listed.outcome !== 'read') continue;
      const wanted = new RegExp(
        `^${name
          .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      );
      for (const found of listed.value)
        if (wanted.test(found) && !found.startsWith('.')) await this.file(`${folder}/${found}`, depth + 1);
    }
  };

  private fail(reason: Extract<Setting, { unreadable: unknown }>['unreadable'], detail: string): void {
    this.problem ??= { unreadable: reason, detail };
  }
}

/**
 * The configuration of sshd as it counts outside of Match blocks. Once a file could not be read, a keyword that has not
 * had its value may have it there, and one that has may have had another before: nothing is known then but an absence
 * of the whole configuration.
 */
export async function sshdSettings(reader: SettingReader): Promise<Record<string, Setting>> {
  const reading = new Reading(reader);
  await reading.file(CONFIG, 0);
  const config = await explained(reader, CONFIG, await reader.host.stat(CONFIG));
  const isThere: Setting =
    config.outcome === 'read'
      ? 'present'
      : config.outcome === 'absent'
        ? { absent: config.detail }
        : { unreadable: config.reason, detail: config.detail };
  const values = Object.fromEntries(
    SSHD_KEYWORDS.map((keyword): readonly [string, Setting] => [
      `sshd.${keyword}`,
      reading.problem ??
        reading.values.get(keyword) ?? { absent: `no ${keyword} in the configuration of sshd` },
    ]),
  );
  return { 'sshd.config': isThere, ...values };
}
