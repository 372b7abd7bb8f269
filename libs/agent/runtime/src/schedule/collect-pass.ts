import { isPlimsollError } from '@plimsoll/errors';
import { LINK_LIMITS } from '@plimsoll/link-contract';
import { TRIM_VERSION, bodyDigest, canonicalBody, factDigest, subjectKey, type Fact } from '@plimsoll/model';
import type { Logger } from '@plimsoll/runtime';
import type { Replica } from '../replica/replica.js';
import { unitKey, type FactFeed, type PassOutcome, type UnitId } from '../source/fact-source.js';

/**
 * One pass of a feed into the replica, a fact at a time: canonical body, digest, comparison; nothing else is kept.
 * @returns how the pass ended; it never rejects
 */
export async function collectPass(
  feed: FactFeed,
  replica: Replica,
  logger: Logger,
  signal: AbortSignal,
  onQueued: () => void,
): Promise<PassOutcome> {
  const units = new Map(feed.units.map((unit) => [unitKey(unit), unit]));
  const broken = new Map<string, PassOutcome>();
  for (const unit of feed.units) replica.beginPass(unit);
  const emit = (fact: Fact): void => {
    const key = unitKey(fact);
    const unit = units.get(key);
    if (!unit)
      return logger.error(
        { source: fact.source, partition: fact.partition },
        'a fact of another unit was left out',
      );
    const problem = countFact(replica, fact);
    if (problem) broken.set(key, { complete: false, reason: 'invalid', detail: problem });
    onQueued();
  };
  const outcome = await collected(feed, emit, signal);
  for (const [key, unit] of units)
    replica.endPass(unit, outcome.complete ? (broken.get(key) ?? outcome) : outcome);
  return outcome;
}

async function collected(
  feed: FactFeed,
  emit: (fact: Fact) => void,
  signal: AbortSignal,
): Promise<PassOutcome> {
  try {
    return await feed.collect(emit, signal);
  } catch (error) {
    const detail = isPlimsollError(error) ? `${error.code}: ${error.message}` : String(error);
    return { complete: false, reason: 'io', detail };
  }
}

/**
 * Counts a fact and queues it where it is news. One that has no canonical form cannot be counted: then the pass of its
 * unit is not complete, and nothing ends.
 * @returns what is wrong with the fact
 */
export function countFact(replica: Replica, fact: Fact): string | undefined {
  try {
    count(replica, fact);
    return undefined;
  } catch (error) {
    if (isPlimsollError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

function count(replica: Replica, fact: Fact): void {
  const key = subjectKey(fact.subject);
  const canonical = canonicalBody(fact.body);
  const digest = factDigest(key, TRIM_VERSION, bodyDigest(canonical));
  const lane = replica.observe(fact, key, digest);
  if (!lane) return;
  const bytes = Buffer.from(canonical);
  replica.offer(
    fact,
    key,
    { digest, body: bytes.length > LINK_LIMITS.bodyBytes ? 'oversized' : bytes },
    lane,
  );
}

/**
 * Counts an object that was too large to be read, so that the centre rejects it by name and a person hears of it.
 * @param detail how large it is: another size is another version
 */
export function countTooLarge(replica: Replica, unit: UnitId, key: string, detail: string): void {
  const digest = factDigest(key, TRIM_VERSION, bodyDigest(detail));
  const lane = replica.observe(unit, key, digest);
  if (lane) replica.offer(unit, key, { digest, body: 'oversized' }, lane);
}
