import type { Evidence, JsonValue } from '@plimsoll/model';

/** One thing a check looked at, and whether it is as wanted. */
export interface Look extends Evidence {
  readonly ok: boolean;
}

const isObject = (value: JsonValue): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A place in an object: its path and what is there. Reads as the API server decodes: null is the same as not set. A
 * value of the wrong type, which the API server would refuse, reads as not set and its path is noted in `misread`, so
 * that the judgement becomes `unknown: unreadable` instead of a pass.
 */
export class Field {
  constructor(
    readonly path: string,
    private readonly raw: JsonValue | undefined,
    private readonly misread: Set<string>,
  ) {}

  /** The value as evidence shows it; null where there is nothing. */
  get value(): JsonValue {
    return this.raw ?? null;
  }

  /** True when something is there, whatever its type. */
  get isSet(): boolean {
    return this.raw !== undefined && this.raw !== null;
  }

  /** The field of that name below this one; a chain of names goes down step by step. */
  at(...names: readonly string[]): Field {
    let place: Field = this;
    for (const name of names) place = place.child(name);
    return place;
  }

  /** The entries of an object whose values are set, for instance annotations or the sources of a volume. */
  entries(): readonly { readonly key: string; readonly field: Field }[] {
    const fields = this.object();
    return Object.keys(fields)
      .map((key) => ({ key, field: this.entry(key, fields[key]) }))
      .filter(({ field }) => field.isSet);
  }

  /** The elements of a list; null elements count, as empty ones. */
  items(): readonly Field[] {
    if (!this.isSet) return [];
    if (!Array.isArray(this.raw)) return this.refuse([]);
    return this.raw.map(
      (element: JsonValue, index) => new Field(`${this.path}[${index}]`, element, this.misread),
    );
  }

  text(): string | undefined {
    if (typeof this.raw === 'string') return this.raw;
    return this.isSet ? this.refuse(undefined) : undefined;
  }

  flag(): boolean | undefined {
    if (typeof this.raw === 'boolean') return this.raw;
    return this.isSet ? this.refuse(undefined) : undefined;
  }

  integer(): number | undefined {
    if (typeof this.raw === 'number' && Number.isInteger(this.raw)) return this.raw;
    return this.isSet ? this.refuse(undefined) : undefined;
  }

  /** True when a resource quantity is there, as text or as a number. */
  holdsQuantity(): boolean {
    if (!this.isSet) return false;
    return typeof this.raw === 'string' || typeof this.raw === 'number' || this.refuse(false);
  }

  /** True when an object is there. */
  holdsObject(): boolean {
    this.object();
    return this.isSet && isObject(this.value);
  }

  /** What a check says of this place. */
  look(ok: boolean, wanted: string): Look {
    return { path: this.path, value: this.value, wanted, ok };
  }

  private child(name: string): Field {
    const fields = this.object();
    const raw = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return new Field(this.path === '' ? name : `${this.path}.${name}`, raw, this.misread);
  }

  /** Keys with dots or slashes are written in brackets, as Kubernetes' own field paths do. */
  private entry(key: string, raw: JsonValue | undefined): Field {
    const path = /[./]/.test(key) ? `${this.path}[${key}]` : `${this.path}.${key}`;
    return new Field(path, raw, this.misread);
  }

  private object(): { readonly [key: string]: JsonValue } {
    if (!this.isSet) return {};
    return isObject(this.value) ? this.value : this.refuse({});
  }

  private refuse<Value>(instead: Value): Value {
    this.misread.add(this.path);
    return instead;
  }
}
