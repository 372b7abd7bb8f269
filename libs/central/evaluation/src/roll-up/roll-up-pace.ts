import type { ClusterId } from '@plimsoll/model';
import type { Instant } from '@plimsoll/posture';

/** After a roll-up the cluster rests for so many times what it took, so that judging has most of the time. */
const REST = 3;
/**
 * A cluster in which every row moves, at its first reading above all, writes rows for longer than it judges otherwise.
 * Where a roll-up takes a third of a second, posture is a second behind at most.
 */
const MOST_MS = 3_000;
const MOST_CLUSTERS = 1_000;

/**
 * When a cluster's posture was brought up to its facts last. While facts go on coming, and another evaluation of them
 * with them, a roll-up now and then is enough: findings are told before it. Nothing is lost with it.
 */
export class RollUpPace {
  private readonly untils = new Map<ClusterId, Instant>();

  rests(clusterId: ClusterId, now: Instant): boolean {
    return now < (this.untils.get(clusterId) ?? now);
  }

  took(clusterId: ClusterId, began: Instant, ended: Instant): void {
    this.untils.delete(clusterId);
    this.untils.set(clusterId, ended + Math.min(MOST_MS, REST * Math.max(0, ended - began)));
    const [oldest] = this.untils.keys();
    if (this.untils.size > MOST_CLUSTERS && oldest !== undefined) this.untils.delete(oldest);
  }
}
