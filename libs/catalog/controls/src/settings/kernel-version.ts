/** An upstream release as `[major, minor]`; vendors backport, so it explains an absence and never judges a value. */
export type KernelVersion = readonly [major: number, minor: number];

/** The numbers at the front of a release such as `6.8.0-60-generic`; undefined when there are none. */
export function kernelVersion(release: string): KernelVersion | undefined {
  const match = /^(\d{1,4})\.(\d{1,4})/.exec(release);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

export const isBefore = (version: KernelVersion, first: KernelVersion): boolean =>
  version[0] < first[0] || (version[0] === first[0] && version[1] < first[1]);

export const versionText = (version: KernelVersion): string => version.join('.');
