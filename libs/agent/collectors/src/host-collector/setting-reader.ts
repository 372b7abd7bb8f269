import type { Setting } from '@plimsoll/model';
import type { HostFiles, ReadLimits, ReadOutcome } from '@plimsoll/probes';

/** A setting is a line or two; a file that is longer is no setting. */
const MAX_BYTES = 4096;
/** In a mount that is really there one of these is, whatever the kernel was built with. */
const EVIDENCE: Readonly<Record<string, readonly string[]>> = {
  '/proc': ['/proc/sys/kernel', '/proc/1'],
  '/sys': ['/sys/kernel', '/sys/devices'],
  '/etc': ['/etc'],
};

const withoutLineEnd = (text: string): string => (text.endsWith('\n') ? text.slice(0, -1) : text);

/** The raw text, one line end left out, or why there is none. */
export function settingOf(outcome: ReadOutcome<string>): Setting {
  if (outcome.outcome === 'read') return withoutLineEnd(outcome.value);
  if (outcome.outcome === 'absent') return { absent: outcome.detail };
  return { unreadable: outcome.reason, detail: outcome.detail };
}

/**
 * Reads settings of one pass over a host. Absent is said only where the file system that would hold the path is
 * evidently there; below a mount point with nothing mounted it is `not-mounted`.
 */
export class SettingReader {
  readonly host: HostFiles;
  private readonly signal: AbortSignal;
  private readonly mounted = new Map<string, Promise<boolean>>();

  constructor(host: HostFiles, signal: AbortSignal) {
    this.host = host;
    this.signal = signal;
  }

  readonly outcome = async (path: string, limits: ReadLimits = {}): Promise<ReadOutcome<string>> => {
    this.signal.throwIfAborted();
    const outcome = await this.host.readText(path, { maxBytes: MAX_BYTES, ...limits });
    return outcome.outcome === 'absent' ? this.explainAbsence(path, outcome) : outcome;
  };

  readonly setting = async (path: string, limits: ReadLimits = {}): Promise<Setting> =>
    settingOf(await this.outcome(path, limits));

  /** As {@link setting}, of a path below a file system of its own: an empty mount point means that it is not mounted. */
  readonly below = async (
    mountPoint: string,
    path: string,
    limits: ReadLimits = {},
  ): Promise<ReadOutcome<string>> => {
    const outcome = await this.outcome(path, limits);
    if (outcome.outcome !== 'absent') return outcome;
    const names = await this.host.list(mountPoint);
    if (names.outcome === 'unreadable' && names.reason !== 'too-large') return names;
    const isEmpty = names.outcome === 'read' && names.value.length === 0;
    return isEmpty
      ? { outcome: 'unreadable', reason: 'not-mounted', detail: `${mountPoint} is empty` }
      : outcome;
  };

  /** What absence of a path means, for outcomes that were read in another way. */
  readonly explainAbsence = async <Value>(
    path: string,
    outcome: ReadOutcome<Value>,
  ): Promise<ReadOutcome<Value>> => {
    const area = Object.keys(EVIDENCE).find((prefix) => path === prefix || path.startsWith(`${prefix}/`));
    if (area === undefined || (await this.isMounted(area))) return outcome;
    return { outcome: 'unreadable', reason: 'not-mounted', detail: `nothing at ${area}` };
  };

  private isMounted(area: string): Promise<boolean> {
    const known = this.mounted.get(area);
    if (known !== undefined) return known;
    const asked = this.findsOneOf(EVIDENCE[area] ?? []);
    this.mounted.set(area, asked);
    return asked;
  }

  private async findsOneOf(paths: readonly string[]): Promise<boolean> {
    const stats = await Promise.all(paths.map((path) => this.host.stat(path)));
    return stats.some((stat) => stat.outcome === 'read');
  }
}

/** As many reads as the thread pool has threads; more would only wait there. */
const AT_ONCE = 4;

/** Settings of many keys, read a few at a time. */
export async function settingsOf(
  keys: readonly string[],
  settingAt: (key: string) => Promise<Setting>,
): Promise<Record<string, Setting>> {
  const found = new Map<string, Setting>();
  const waiting = [...keys].reverse();
  const work = async (): Promise<void> => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop())
      found.set(key, await settingAt(key));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return Object.fromEntries(keys.map((key) => [key, found.get(key) ?? { absent: key }]));
}
