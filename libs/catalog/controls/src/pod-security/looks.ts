import type { Evidence } from '@plimsoll/model';
import type { Field } from './field.js';

/** A place that a check looked at. */
interface Look {
  readonly field: Field;
  readonly wanted: string;
}

const evidenceOf = ({ field, wanted }: Look): Evidence => ({ path: field.path, value: field.value, wanted });

/**
 * What a check says of the places it looks at. Some thirty checks look at each pod and most of what they see is as
 * wanted and never shown, so by default only the other places are kept.
 */
export class Looks {
  private readonly keepsGood: boolean;
  private kept: Look[] | undefined;

  constructor(keep: 'bad' | 'all' = 'bad') {
    this.keepsGood = keep === 'all';
  }

  /** The field of that name below the place is as wanted, or not. */
  see(ok: boolean, place: Field, name: string, wanted: string): void {
    if (!ok || this.keepsGood) this.keep(place.at(name), wanted);
  }

  /** The place itself is as wanted, or not. */
  seeItself(ok: boolean, field: Field, wanted: string): void {
    if (!ok || this.keepsGood) this.keep(field, wanted);
  }

  get isEmpty(): boolean {
    return this.kept === undefined;
  }

  /** Of the places that were kept, in the order of the looks, without those of which nothing is known. */
  evidence(isUnknown: (path: string) => boolean = () => false): readonly Evidence[] {
    return (this.kept ?? []).filter(({ field }) => !isUnknown(field.path)).map(evidenceOf);
  }

  private keep(field: Field, wanted: string): void {
    (this.kept ??= []).push({ field, wanted });
  }
}
