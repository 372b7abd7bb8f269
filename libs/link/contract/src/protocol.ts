/** The minor versions of v1 that a side speaks, both ends included. */
export interface ProtocolRange {
  readonly min: number;
  readonly max: number;
}

/** What this build speaks. `min` moves so that two minor versions back stay supported. */
export const LINK_PROTOCOL: ProtocolRange = { min: 1, max: 1 };

/** The newest minor version that both sides speak, or undefined when there is none (also for an upside-down range). */
export function negotiateProtocol(
  theirs: ProtocolRange,
  ours: ProtocolRange = LINK_PROTOCOL,
): number | undefined {
  const newest = Math.min(theirs.max, ours.max);
  return newest >= Math.max(theirs.min, ours.min) ? newest : undefined;
}
