import type { JsonObject, JsonValue } from '@plimsoll/model';
import type { Misreads } from './misreads.js';

/**
 * A place in an object: where it is and what is there. Reads as the API server decodes: null is the same as not set. A
 * value of the wrong type reads as not set and is noted in `misreads`, so that the judgement becomes
 * `unknown: unreadable` instead of a pass.
 *
 * Whatever takes a `name` reads the field of that name below this one, and this one itself without: most fields that
 * checks ask for are not there, and then no place is made of them.
 */
export class Field {
  private readonly parent: Field | undefined;
  private readonly step: string | number;
  private readonly raw: JsonValue | undefined;
  private readonly misreads: Misreads;
  private written: string | undefined;

  private constructor(
    parent: Field | undefined,
    step: string | number,
    raw: JsonValue | undefined,
    misreads: Misreads,
  ) {
    this.parent = parent;
    this.step = step;
    this.raw = raw;
    this.misreads = misreads;
    this.written = undefined;
  }

  static root(object: JsonObject, misreads: Misreads): Field {
    return new Field(undefined, '', object, misreads);
  }

  /** As Kubernetes writes paths: `spec.containers[0].image`, `metadata.labels[a.example/b]`. */
  get path(): string {
    return (this.written ??= this.parent === undefined ? '' : below(this.parent.path, this.step));
  }

  /** The value as evidence shows it; null where there is nothing. */
  get value(): JsonValue {
    return this.raw ?? null;
  }

  /** True when something is there, whatever its type. */
  get isSet(): boolean {
    return isSet(this.raw);
  }

  /** The field of that name below this one. */
  at(name: string): Field {
    return new Field(this, name, this.read(name), this.misreads);
  }

  /** The names below this one whose values are set, for instance annotations or the sources of a volume. */
  names(): readonly string[] {
    const fields = this.object();
    return fields === undefined ? NONE : Object.keys(fields).filter((name) => isSet(fields[name]));
  }

  /** The elements of a list; null elements count, as empty ones. */
  items(name?: string): readonly Field[] {
    const raw = this.read(name);
    if (!isSet(raw)) return NONE;
    if (!Array.isArray(raw)) return this.refuse(name, NONE);
    const list = name === undefined ? this : this.at(name);
    return raw.map((element: JsonValue, index) => new Field(list, index, element, this.misreads));
  }

  text(name?: string): string | undefined {
    const raw = this.read(name);
    if (typeof raw === 'string') return raw;
    return isSet(raw) ? this.refuse(name, undefined) : undefined;
  }

  flag(name?: string): boolean | undefined {
    const raw = this.read(name);
    if (typeof raw === 'boolean') return raw;
    return isSet(raw) ? this.refuse(name, undefined) : undefined;
  }

  integer(name?: string): number | undefined {
    const raw = this.read(name);
    if (typeof raw === 'number' && Number.isInteger(raw)) return raw;
    return isSet(raw) ? this.refuse(name, undefined) : undefined;
  }

  /** True when a resource quantity is there, as text or as a number. */
  holdsQuantity(name?: string): boolean {
    const raw = this.read(name);
    if (!isSet(raw)) return false;
    return typeof raw === 'string' || typeof raw === 'number' || this.refuse(name, false);
  }

  /** True when an object is there. */
  holdsObject(name?: string): boolean {
    const raw = this.read(name);
    if (!isSet(raw)) return false;
    return isObject(raw) || this.refuse(name, false);
  }

  private read(name: string | undefined): JsonValue | undefined {
    if (name === undefined) return this.raw;
    const fields = this.object();
    if (fields === undefined) return undefined;
    // A look at the value finds out that a name is not there faster than `hasOwn`, which most names are not.
    const raw = fields[name];
    return raw !== undefined && Object.hasOwn(fields, name) ? raw : undefined;
  }

  private object(): JsonObject | undefined {
    const { raw } = this;
    if (raw === undefined || raw === null) return undefined;
    return isObject(raw) ? raw : this.refuse(undefined, undefined);
  }

  private refuse<Value>(name: string | undefined, instead: Value): Value {
    this.misreads.note(name === undefined ? this : this.at(name));
    return instead;
  }
}

const NONE: readonly never[] = [];

const isSet = (value: JsonValue | undefined): boolean => value !== undefined && value !== null;

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys with dots or slashes are written in brackets, as Kubernetes' own field paths do. */
function below(path: string, step: string | number): string {
  if (typeof step === 'number' || step.includes('.') || step.includes('/')) return `${path}[${step}]`;
  return path === '' ? step : `${path}.${step}`;
}
