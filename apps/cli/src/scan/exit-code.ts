import type { ScanOutcome } from './scan.js';
import { reaches } from './scan-options.js';

/** DESIGN section 10: 2 before 1 before 0. */
export function exitCodeOf({ problems, objects, tallies, options }: ScanOutcome): 0 | 1 | 2 {
  if (problems.length > 0 || objects === 0) return 2;
  for (const { severity, counts } of tallies.values()) {
    if (!reaches(severity, options.failOn)) continue;
    if (counts.fail > 0 || (options.failOnUnknown && counts.unknown > 0)) return 1;
  }
  return 0;
}
