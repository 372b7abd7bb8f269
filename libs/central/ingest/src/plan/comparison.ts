import type { BucketList, SubjectDigest } from '@plimsoll/link-contract';
import { bucketOfStored, storedKey } from '../edge/stored-key.js';
import { isCounted, type FactRow } from '../ledger/fact-row.js';

type Buckets = readonly (readonly [bucket: number, value: Uint8Array])[];

/** The buckets that are not equal on both sides, in ascending order; a bucket that is missing on one side differs. */
export function differingBuckets(ours: Buckets, theirs: BucketList['buckets']): readonly number[] {
  const differing = new Map(ours);
  for (const { bucket, value } of theirs) {
    const mine = differing.get(bucket);
    if (mine && Buffer.compare(mine, value) === 0) differing.delete(bucket);
    else differing.set(bucket, value);
  }
  return [...differing.keys()].sort((left, right) => left - right);
}

/** What the agent has of some buckets: the answer to CompareSubjects, put together of its parts. */
export interface Listing {
  readonly buckets: ReadonlySet<number>;
  readonly subjects: readonly SubjectDigest[];
}

/** `ended`: ours that the agent lacks. `wanted`: keys, as the agent writes them, that we lack or have otherwise. */
export function compareListing(
  listing: Listing,
  ours: readonly FactRow[],
): { readonly ended: readonly FactRow[]; readonly wanted: readonly string[] } {
  const counted = ours.filter((row) => isCounted(row) && listing.buckets.has(bucketOfStored(row.key)));
  const missing = new Map(counted.map((row) => [row.key, row]));
  const known = new Map(missing);
  const wanted = listing.subjects.filter(({ subjectKey, digest }) => {
    const key = storedKey(subjectKey);
    missing.delete(key);
    const row = known.get(key);
    return !row || Buffer.compare(row.digest, digest) !== 0;
  });
  return { ended: [...missing.values()], wanted: wanted.map((subject) => subject.subjectKey) };
}
