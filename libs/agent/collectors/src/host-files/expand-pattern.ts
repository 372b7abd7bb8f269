import type { Setting } from '@plimsoll/model';
import type { HostStat, ReadOutcome } from '@plimsoll/probes';
import { explained } from '../host-collector/proven-absence.js';
import type { SettingReader } from '../host-collector/setting-reader.js';

/** A file that a pattern matched. */
interface Match {
  readonly path: string;
  readonly stat: HostStat;
}

/** The files of a pattern, or why they cannot be known. */
export type Expansion = readonly Match[] | Exclude<Setting, string>;

export const isExpanded = (expansion: Expansion): expansion is readonly Match[] => Array.isArray(expansion);

/** Folders as full as this are no configuration. */
const MOST_ENTRIES = 1024;
const MOST_MATCHES = 1024;
const DEEPEST = 6;

const matcher = (part: string): RegExp =>
  new RegExp(`^${part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);

class Walk {
  readonly matches: Match[] = [];
  readonly seen = new Set<string>();
  private readonly reader: SettingReader;

  constructor(reader: SettingReader) {
    this.reader = reader;
  }

  readonly stat = async (path: string): Promise<ReadOutcome<HostStat>> =>
    explained(this.reader, path, await this.reader.host.stat(path));

  /** Names in a folder, [] where there is no such folder, or why they cannot be known. */
  readonly names = async (folder: string): Promise<readonly string[] | Exclude<Setting, string>> => {
    const listed = await this.reader.host.list(folder, { maxEntries: MOST_ENTRIES });
    const names = await explained(this.reader, folder, listed);
    if (names.outcome === 'read') return names.value;
    if (names.outcome === 'absent') return [];
    return names.reason === 'not-regular' ? [] : { unreadable: names.reason, detail: names.detail };
  };

  /** Follows the parts of a pattern below a folder; what it returns is why the matches are not all. */
  readonly follow = async (
    folder: string,
    parts: readonly string[],
    depth = 0,
  ): Promise<Exclude<Setting, string> | undefined> => {
    const [part, ...rest] = parts;
    if (part === undefined) return this.take(folder);
    if (!part.includes('*')) {
      const path = `${folder}/${part}`;
      return rest.length > 0 && (await this.isMissing(path)) ? undefined : this.follow(path, rest, depth);
    }
    const names = await this.names(folder === '' ? '/' : folder);
    if ('unreadable' in names || 'absent' in names) return names;
    if (part === '**') return this.descend(folder, names, rest, depth);
    const wanted = matcher(part);
    for (const name of names) {
      if (!wanted.test(name)) continue;
      const problem = await this.follow(`${folder}/${name}`, rest, depth);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };

  /** Asked of every folder on the way, and remembered for the pass: most distributions are not on a host at all. */
  private readonly isMissing = async (folder: string): Promise<boolean> =>
    (await this.stat(folder)).outcome === 'absent';

  private readonly descend = async (
    folder: string,
    names: readonly string[],
    rest: readonly string[],
    depth: number,
  ): Promise<Exclude<Setting, string> | undefined> => {
    const here = await this.follow(folder, rest, depth);
    if (here !== undefined) return here;
    for (const name of names) {
      const path = `${folder}/${name}`;
      const stat = await this.stat(path);
      if (stat.outcome !== 'read' || stat.value.kind !== 'directory' || this.isLoop(stat.value)) continue;
      if (depth === DEEPEST) return { unreadable: 'too-large', detail: `${folder} is too deep` };
      const problem = await this.follow(path, ['**', ...rest], depth + 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };

  private readonly isLoop = ({ device, inode }: HostStat): boolean => {
    const key = `${device}:${inode}`;
    if (this.seen.has(key)) return true;
    this.seen.add(key);
    return false;
  };

  private readonly take = async (path: string): Promise<Exclude<Setting, string> | undefined> => {
    const stat = await this.stat(path);
    if (stat.outcome === 'unreadable') return { unreadable: stat.reason, detail: stat.detail };
    if (stat.outcome === 'absent') return undefined;
    if (this.matches.length === MOST_MATCHES)
      return { unreadable: 'too-large', detail: `more than ${MOST_MATCHES} files` };
    this.matches.push({ path, stat: stat.value });
    return undefined;
  };
}

/** Every file of a pattern: `*` is a part of one name, `**` folders of any depth. Bounded in width, depth and number. */
export async function expandPattern(reader: SettingReader, pattern: string): Promise<Expansion> {
  const walk = new Walk(reader);
  const problem = await walk.follow('', pattern.split('/').slice(1));
  return problem ?? walk.matches;
}
