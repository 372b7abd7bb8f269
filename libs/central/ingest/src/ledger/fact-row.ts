/**
 * What the store has of one (source, subject), as far as a decision needs it. `ended` is a tombstone that evaluation
 * has not seen yet; `absent` was never there. Only `stored` and `rejected` are counted in a bucket.
 */
export interface FactRow {
  readonly source: string;
  /** As kept, see `storedKey`. */
  readonly key: string;
  partition: string;
  digest: Uint8Array;
  trimVersion: number;
  state: 'absent' | 'stored' | 'rejected' | 'ended';
  /** Only of a row that is to be written. */
  body: Uint8Array | null;
  rejection: string | null;
  /** To be written. */
  dirty: boolean;
  /** Of the key, once it was asked for. */
  bucket?: number;
}

export function factId(source: string, key: string): string {
  return `${source}\n${key}`;
}

export function absentRow(source: string, partition: string, key: string): FactRow {
  const nothing = { body: null, rejection: null, dirty: false, trimVersion: 0 };
  return { source, key, partition, digest: new Uint8Array(0), state: 'absent', ...nothing };
}

export function isCounted(row: FactRow): boolean {
  return row.state === 'stored' || row.state === 'rejected';
}
