import type { CheckedFrame } from '../edge/checked-frame.js';
import { factId } from '../ledger/fact-row.js';
import type { Conversation } from './conversation.js';

/** What is to be read from the store before frames can be planned. */
export interface Touched {
  readonly facts: readonly { readonly source: string; readonly key: string }[];
  readonly listings: readonly {
    readonly source: string;
    readonly partition: string;
    readonly buckets: readonly number[];
  }[];
}

export function touched(frames: readonly CheckedFrame[], talk: Conversation): Touched {
  const facts = new Map<string, { readonly source: string; readonly key: string }>();
  const listings: { source: string; partition: string; buckets: readonly number[] }[] = [];
  for (const frame of frames) {
    if (frame.case === 'facts')
      for (const { key, change } of frame.changes)
        facts.set(factId(change.source, key), { source: change.source, key });
    if (frame.case !== 'subjects') continue;
    const buckets = talk.awaits(frame.value);
    if (buckets)
      listings.push({ source: frame.value.source, partition: frame.value.partition, buckets: [...buckets] });
  }
  return { facts: [...facts.values()], listings };
}
