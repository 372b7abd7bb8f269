/** One line of a file of sysctl.d. */
export interface SysctlLine {
  /** Below /proc/sys, with slashes; may hold `*`, `?` and `[...]`. */
  readonly pattern: string;
  /** Undefined for `-pattern`: what it matches is left out of other patterns. */
  readonly value: string | undefined;
}

/** As systemd does it: where the first separator is a slash the name is a path, else dots and slashes change places. */
function pathOf(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  if (first !== '.') return name;
  return [...name]
    .map((character) => (character === '.' ? '/' : character === '/' ? '.' : character))
    .join('');
}

function lineOf(text: string): SysctlLine | undefined {
  const line = text.trim();
  if (line === '' || line.startsWith('#') || line.startsWith(';')) return undefined;
  const equals = line.indexOf('=');
  // A dash before the name says only that a failure does not matter.
  const name = (equals < 0 ? line : line.slice(0, equals)).trim().replace(/^-/, '').trim();
  if (equals < 0) return line.startsWith('-') ? { pattern: pathOf(name), value: undefined } : undefined;
  return { pattern: pathOf(name), value: line.slice(equals + 1).trim() };
}

/** The lines of a file that say something. */
export const sysctlLines = (text: string): readonly SysctlLine[] =>
  text.split('\n').flatMap((line) => lineOf(line) ?? []);

export const isPattern = (pattern: string): boolean => /[*?[]/.test(pattern);

/** glob(7) of one path: no wildcard stands for a slash. */
export function patternMatches(pattern: string, path: string): boolean {
  const source = pattern.replaceAll(/\[!?[^\]]*\]|[\s\S]/g, (part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1) return `[${part.slice(1, -1).replace(/^!/, '^').replaceAll('\\', '\\\\')}]`;
    return part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`).test(path);
}
