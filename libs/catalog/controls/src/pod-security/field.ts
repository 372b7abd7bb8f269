import type { Evidence, JsonObject, JsonValue } from '@plimsoll/model';

/** One thing a check looked at, and whether it is as wanted. */
export interface Look {
  readonly field: Field;
  readonly wanted: string;
  readonly ok: boolean;
}

export const evidenceOf = ({ field, wanted }: Look): Evidence => ({
  path: field.path,
  value: field.value,
  wanted,
});

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of one object that were read and had the wrong type, which the API server would refuse. */
export class Misreads {
  readonly #fields = new Set<Field>();

  note(field: Field): void {
    this.#fields.add(field);
  }

  get isEmpty(): boolean {
    return this.#fields.size === 0;
  }

  get paths(): readonly string[] {
    return [...new Set(Array.from(this.#fields, ({ path }) => path))];
  }

  /** True when the value at the path, or one above it, has the wrong type: nothing is known of it. */
  covers(path: string): boolean {
    return this.paths.some(
      (wrong) => path === wrong || path.startsWith(`${wrong}.`) || path.startsWith(`${wrong}[`),
    );
  }

  /** Forgets all but these; gives what is kept now. */
  restart(kept: readonly Field[]): void {
    this.#fields.clear();
    for (const field of kept) this.#fields.add(field);
  }

  get fields(): readonly Field[] {
    return [...this.#fields];
  }
}

/**
 * A place in an object: its path and what is there. Reads as the API server decodes: null is the same as not set. A
 * value of the wrong type reads as not set and is noted in `misreads`, so that the judgement becomes
 * `unknown: unreadable` instead of a pass.
 */
export class Field {
  readonly #parent: Field | undefined;
  readonly #step: string;
  readonly #raw: JsonValue | undefined;
  readonly #misreads: Misreads;
  #path: string | undefined;

  private constructor(
    parent: Field | undefined,
    step: string,
    raw: JsonValue | undefined,
    misreads: Misreads,
  ) {
    this.#parent = parent;
    this.#step = step;
    this.#raw = raw;
    this.#misreads = misreads;
  }

  static root(object: JsonObject, misreads: Misreads): Field {
    return new Field(undefined, '', object, misreads);
  }

  /** As Kubernetes writes paths: `spec.containers[0].image`, `metadata.labels[a.example/b]`. */
  get path(): string {
    return (this.#path ??= this.#written());
  }

  /** The value as evidence shows it; null where there is nothing. */
  get value(): JsonValue {
    return this.#raw ?? null;
  }

  /** True when something is there, whatever its type. */
  get isSet(): boolean {
    return this.#raw !== undefined && this.#raw !== null;
  }

  /** The field of that name below this one. */
  at(name: string): Field {
    const fields = this.#object();
    // Most names that are asked for are not there, which a look at the value finds out faster than `hasOwn`.
    const raw = fields?.[name];
    const own = raw !== undefined && fields !== undefined && Object.hasOwn(fields, name) ? raw : undefined;
    return new Field(this, `.${name}`, own, this.#misreads);
  }

  /** The entries of an object whose values are set, for instance annotations or the sources of a volume. */
  entries(): readonly { readonly key: string; readonly field: Field }[] {
    const fields = this.#object() ?? {};
    return Object.entries(fields)
      .map(([key, raw]) => ({ key, field: new Field(this, keyStep(key), raw, this.#misreads) }))
      .filter(({ field }) => field.isSet);
  }

  /** The elements of a list; null elements count, as empty ones. */
  items(): readonly Field[] {
    if (!this.isSet) return NONE;
    if (!Array.isArray(this.#raw)) return this.#refuse(NONE);
    return this.#raw.map(
      (element: JsonValue, index) => new Field(this, `[${index}]`, element, this.#misreads),
    );
  }

  text(): string | undefined {
    if (typeof this.#raw === 'string') return this.#raw;
    return this.isSet ? this.#refuse(undefined) : undefined;
  }

  flag(): boolean | undefined {
    if (typeof this.#raw === 'boolean') return this.#raw;
    return this.isSet ? this.#refuse(undefined) : undefined;
  }

  integer(): number | undefined {
    if (typeof this.#raw === 'number' && Number.isInteger(this.#raw)) return this.#raw;
    return this.isSet ? this.#refuse(undefined) : undefined;
  }

  /** True when a resource quantity is there, as text or as a number. */
  holdsQuantity(): boolean {
    if (!this.isSet) return false;
    return typeof this.#raw === 'string' || typeof this.#raw === 'number' || this.#refuse(false);
  }

  /** True when an object is there. */
  holdsObject(): boolean {
    return this.#object() !== undefined;
  }

  /** What a check says of this place. */
  look(ok: boolean, wanted: string): Look {
    return { field: this, wanted, ok };
  }

  #written(): string {
    const above = this.#parent?.path ?? '';
    return above === '' && this.#step.startsWith('.') ? this.#step.slice(1) : above + this.#step;
  }

  #object(): JsonObject | undefined {
    if (!this.isSet) return undefined;
    return isObject(this.#raw) ? this.#raw : this.#refuse(undefined);
  }

  #refuse<Value>(instead: Value): Value {
    this.#misreads.note(this);
    return instead;
  }
}

const NONE: readonly Field[] = [];

/** Keys with dots or slashes are written in brackets, as Kubernetes' own field paths do. */
const keyStep = (key: string): string => (/[./]/.test(key) ? `[${key}]` : `.${key}`);
