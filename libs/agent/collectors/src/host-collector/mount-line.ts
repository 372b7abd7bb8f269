/** One line of /proc/<pid>/mountinfo (proc_pid_mountinfo(5)). */
export interface MountLine {
  readonly device: string;
  /** The folder or file of the file system that is mounted. */
  readonly root: string;
  readonly point: string;
  readonly options: readonly string[];
  /** Words such as `shared:1`. */
  readonly tags: readonly string[];
  readonly type: string;
  readonly source: string;
  readonly superOptions: readonly string[];
}

/** Blanks and backslashes are written as octal numbers. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

function parseLine(line: string): readonly MountLine[] {
  const words = line.split(' ');
  const dash = words.indexOf('-', 6);
  const [, , device, root, point, options] = words;
  const [type, source, superOptions] = dash < 0 ? [] : words.slice(dash + 1);
  if (device === undefined || root === undefined || point === undefined || options === undefined) return [];
  if (type === undefined || source === undefined) return [];
  return [
    {
      device,
      root: unescaped(root),
      point: unescaped(point),
      options: options.split(','),
      tags: words.slice(6, dash),
      type,
      source: unescaped(source),
      superOptions: (superOptions ?? '').split(','),
    },
  ];
}

export const parseMounts = (text: string): readonly MountLine[] => text.split('\n').flatMap(parseLine);

/** The mount that is seen at a point: the last one that was put there. */
export const mountAt = (mounts: readonly MountLine[], point: string): MountLine | undefined =>
  mounts.findLast((mount) => mount.point === point);

/** Whether a text is a table of mounts to its last line: every namespace of mounts has a root. */
export function isMountTable(text: string): boolean {
  const lines = text.split('\n').filter((line) => line !== '');
  const mounts = parseMounts(text);
  return mounts.length === lines.length && mountAt(mounts, '/') !== undefined;
}
