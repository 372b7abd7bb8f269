import type { HostTree } from './plant-host.js';

/** What the kernel calls a process: the file name of its program, cut. */
const nameOf = (program: string): string => program.slice(program.lastIndexOf('/') + 1).slice(0, 15);
const bytesOf = (words: readonly string[]): readonly number[] => [
  ...new TextEncoder().encode(words.map((word) => `${word}\0`).join('')),
];

/** A host on which these command lines run, beside process 1; `names` where the kernel calls one otherwise. */
export function hostRunning(
  lines: readonly (readonly string[])[],
  files: Readonly<Record<string, string>> = {},
  names: readonly string[] = [],
): HostTree {
  const all = [['/sbin/init'], ...lines];
  const statuses = all.map((words, index): readonly [string, string] => [
    `/proc/${index + 1}/status`,
    `Name:\t${names[index - 1] ?? nameOf(words[0] ?? '')}\nUid:\t0\t0\t0\t0\n`,
  ]);
  return {
    files: { '/etc/hostname': 'node-1\n', '/usr/bin/true': '', ...Object.fromEntries(statuses), ...files },
    binary: Object.fromEntries(all.map((words, index) => [`/proc/${index + 1}/cmdline`, bytesOf(words)])),
  };
}
