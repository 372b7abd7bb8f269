import { setTimeout as wait } from 'node:timers/promises';
import { ask } from '../../e2e/support/ask.js';

/** One change of a finding, as the feed told it. */
export interface ToldChange {
  readonly cursor: string;
  readonly changedAt: string;
  /** Hexadecimal; undefined when the feed could no longer say which. */
  readonly finding: string | undefined;
}

const QUERY = `query Feed($cursor: String) { changedSince(cursor: $cursor, first: 100) {
  cursor hasMore nodes { kind cursor changedAt finding { id } }
} }`;

interface Page {
  readonly cursor: string;
  readonly hasMore: boolean;
  readonly nodes: readonly {
    readonly kind: 'FINDING' | 'POSTURE';
    readonly cursor: string;
    readonly changedAt: string;
    readonly finding: { readonly id: string } | null;
  }[];
}

const PAUSE_MS = 200;

/** Follows `changedSince` through whatever happens to the server, as a client would: with the last cursor it was given. */
export class FeedReader {
  readonly told: ToldChange[] = [];
  readonly failures: string[] = [];
  readonly #port: number;
  readonly #token: string;
  readonly #over = new AbortController();
  #cursor: string | undefined;
  #running: Promise<void> = Promise.resolve();
  #idle = false;

  constructor(port: number, token: string) {
    this.#port = port;
    this.#token = token;
  }

  /** From now on. */
  async start(): Promise<void> {
    await this.#page();
    if (this.#cursor === undefined) throw new Error(`the feed has no beginning: ${this.failures.join(' ')}`);
    this.#running = this.#follow();
  }

  /** Settles when a page that was asked for after this call was the last one. */
  async caughtUp(): Promise<void> {
    this.#idle = false;
    while (!this.#idle) await wait(PAUSE_MS);
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#running;
  }

  async #follow(): Promise<void> {
    while (!this.#over.signal.aborted) if (!(await this.#page())) await wait(PAUSE_MS);
  }

  /** @returns whether there is more */
  async #page(): Promise<boolean> {
    const asked = this.#cursor;
    const page = await this.#ask(asked);
    if (page === undefined) return false;
    this.#cursor = page.cursor;
    for (const { kind, cursor, changedAt, finding } of page.nodes)
      if (kind === 'FINDING')
        this.told.push({ cursor, changedAt, finding: finding ? hexOf(finding.id) : undefined });
    this.#idle = !page.hasMore;
    return page.hasMore;
  }

  async #ask(cursor: string | undefined): Promise<Page | undefined> {
    try {
      const { data, errors } = await ask(this.#port, this.#token, QUERY, { cursor: cursor ?? null });
      if (errors.length === 0 && data !== null) return data['changedSince'] as Page;
      this.failures.push(errors.map(({ extensions }) => extensions.code).join(' '));
    } catch (error) {
      this.failures.push(String(error)); // the server is away; asked again with the same cursor
    }
    return undefined;
  }
}

/** The part of a global id that the store knows a finding by: `["Finding", cluster, id]`. */
function hexOf(id: string): string {
  const parts: readonly string[] = JSON.parse(Buffer.from(id, 'base64url').toString());
  return parts.at(-1) ?? '';
}
