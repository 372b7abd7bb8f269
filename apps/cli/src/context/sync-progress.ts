import type { FirstSync } from './first-sync.js';

/** Between two words, milliseconds. */
const SAY_EVERY_MS = 1_000;

/** Says how far the first reading is: when there is news, and once a second at most. */
export class SyncProgress {
  readonly #name: string;
  readonly #note: (text: string) => void;
  #said = '';
  #saidMs = -Infinity;

  constructor(name: string, note: (text: string) => void) {
    this.#name = name;
    this.#note = note;
  }

  /** @returns true when something moved since the last call that said something */
  tell({ read, total, objects }: Pick<FirstSync, 'read' | 'total' | 'objects'>, nowMs: number): boolean {
    const whole = read === total;
    if (!whole && nowMs - this.#saidMs < SAY_EVERY_MS) return false;
    const news = `${read} ${objects.read} ${objects.expected}`;
    if (news === this.#said) return false;
    this.#note(`Reading ${this.#name}: ${read} of ${total} sources${inWords(objects, whole)}`);
    this.#said = news;
    this.#saidMs = nowMs;
    return true;
  }
}

function inWords({ read, expected, secondsLeft }: FirstSync['objects'], whole: boolean): string {
  if (whole) return `, ${count(read)} objects`;
  if (expected === 0) return '';
  const left = secondsLeft === null ? '' : `, about ${secondsLeft} s left`;
  return `, ${count(read)} of ${count(expected)} objects${left}`;
}

const count = (number: number): string => number.toLocaleString('en');
