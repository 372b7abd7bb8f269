import type { FactChange } from '@plimsoll/link-contract';
import { storedKey } from './stored-key.js';
import { validateChange, type Validated } from './validate-change.js';

/** A change of a checked frame, with what is found out about it once. */
export class CheckedChange {
  /** As kept, see `storedKey`. */
  readonly key: string;
  #outcome: Validated | undefined;

  constructor(readonly change: FactChange) {
    this.key = storedKey(change.subjectKey);
  }

  /** Hashes and parses the body when it is asked for the first time: a fact that is stored already is never asked. */
  get outcome(): Validated {
    this.#outcome ??= validateChange(this.change);
    return this.#outcome;
  }
}
