import type { Settings } from '../host-collector/host-collector.js';
import { SYSCTL_KEYS } from './sysctl-keys.js';

const LINE = /^([A-Za-z0-9][\w./-]*[./][\w./-]*) = ?(.*)$/;
/** What sysctl(8) says on the standard error, which may have gone into the same file. */
const COMPLAINT = /^sysctl: /;
const KNOWN: ReadonlySet<string> = new Set(SYSCTL_KEYS.map(({ key }) => key));

/**
 * The judged settings in the output of `sysctl -a`; undefined for a text that is none. What it does not list may not
 * have been readable: nothing is said of it.
 */
export function sysctlSettings(text: string): Settings | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !COMPLAINT.test(line));
  const matches = lines.map((line) => LINE.exec(line.endsWith('\r') ? line.slice(0, -1) : line));
  if (matches.length === 0 || matches.includes(null)) return undefined;
  const pairs = matches.flatMap((match): [string, string][] =>
    match === null ? [] : [[(match[1] ?? '').replaceAll('/', '.'), match[2] ?? '']],
  );
  return Object.fromEntries(pairs.filter(([key]) => KNOWN.has(key)));
}
