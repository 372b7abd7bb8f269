/** What a request may ask for; checked in this order, the first four before validation, which is itself attackable. */
export interface Limits {
  /** Of the query text, UTF-8. */
  readonly bytes: number;
  readonly tokens: number;
  /** Of nested selections, fragments followed. */
  readonly depth: number;
  readonly aliases: number;
  /** Of the whole request: a field costs 1, a list its page size times what it holds. */
  readonly cost: number;
}

export const DEFAULT_LIMITS: Limits = { bytes: 32_768, tokens: 2_000, depth: 12, aliases: 30, cost: 20_000 };

/** Of `first` in every connection. */
export const PAGE_SIZE = { default: 25, max: 100 } as const;

/** Of `first` among the settings or files of one fact, of which a kernel's configuration has thousands. */
export const FACT_ENTRIES = { max: 1_000 } as const;
