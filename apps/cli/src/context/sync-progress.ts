import { open } from 'node:fs/promises';
import type { FirstSync } from './first-sync.js';

/** How far one list is, as the agent's log tells it. */
export interface Listed {
  readonly source: string;
  readonly listed: number;
  /** The API server's estimate; undefined where it gives none. */
  readonly remaining: number | undefined;
}

const LISTS = 'lists the cluster';
const TAIL_BYTES = 16_384;

/** The last word of the agent on its lists since `from`, a position in its log; undefined: none yet. */
export async function lastListed(logFile: string, from: number): Promise<Listed | undefined> {
  const file = await open(logFile, 'r');
  try {
    const { size } = await file.stat();
    const begin = Math.max(from, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - begin)), {
      position: begin,
    });
    return parseListed(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}

/** The last line that tells of a list; the first and the last line of a piece of a log may be torn. */
export function parseListed(log: string): Listed | undefined {
  const line = log.split('\n').findLast((text) => text.includes(LISTS) && text.endsWith('}'));
  if (!line?.startsWith('{')) return undefined;
  const { source, listed, remaining } = JSON.parse(line) as Partial<Listed>;
  return source === undefined || listed === undefined ? undefined : { source, listed, remaining };
}

/** Says how far the first reading is: when there is news, and once a second at most. */
export class SyncProgress {
  readonly #name: string;
  readonly #note: (text: string) => void;
  #said = '';
  #saidMs = -Infinity;
  #rate: { readonly source: string; readonly listed: number; readonly atMs: number } | undefined;

  constructor(name: string, note: (text: string) => void) {
    this.#name = name;
    this.#note = note;
  }

  /** @returns true when something moved since the last call that said something */
  tell(sync: Pick<FirstSync, 'read' | 'total'>, listed: Listed | undefined, nowMs: number): boolean {
    const whole = sync.read === sync.total;
    if (!whole && nowMs - this.#saidMs < 1000) return false;
    const news = `${sync.read} ${listed?.source} ${listed?.listed}`;
    if (news === this.#said) return false;
    const list = whole || !listed ? '' : `; ${this.#list(listed, nowMs)}`;
    this.#note(`Reading ${this.#name}: ${sync.read} of ${sync.total} sources${list}`);
    this.#said = news;
    this.#saidMs = nowMs;
    return true;
  }

  #list({ source, listed, remaining }: Listed, nowMs: number): string {
    const before = this.#rate?.source === source ? this.#rate : undefined;
    if (before?.listed !== listed) this.#rate = { source, listed, atMs: nowMs };
    const objects = `${source} ${listed.toLocaleString('en')} objects`;
    if (remaining === undefined || remaining === 0) return objects;
    const left = `${objects}, about ${remaining.toLocaleString('en')} left`;
    if (!before || listed <= before.listed) return left;
    const perMs = (listed - before.listed) / (nowMs - before.atMs);
    return `${left}, ${Math.ceil(remaining / perMs / 1000)} s`;
  }
}
