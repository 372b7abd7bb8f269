import { yamlErrors } from '../errors.js';
import type { JsonValue } from '../json-value.js';
import { BoxedScalar, MERGE_KEY, isMergeValue } from '../schema.js';

/** Limits of go-yaml v2 (`decode.go`, allowedAliasRatio): how much of a document may come out of aliases. */
const FREE_ALIASES = 100;
const FREE_NODES = 1_000;
const LOW = 400_000;
const HIGH = 4_000_000;

function allowedAliasRatio(nodes: number): number {
  if (nodes <= LOW) return 0.99;
  return nodes >= HIGH ? 0.1 : 0.99 - 0.89 * ((nodes - LOW) / (HIGH - LOW));
}

/** Opens what the careful schema boxed: aliases are copied, merges applied in go-yaml's order, numbers checked. */
export function expand(value: unknown): JsonValue {
  return new Expansion().open(value);
}

class Expansion {
  private readonly seen = new Set<object>();
  private readonly inside = new Set<object>();
  private nodes = 1;
  private fromAliases = 0;
  private aliasDepth = 0;

  open(value: unknown): JsonValue {
    this.count();
    if (value instanceof BoxedScalar) return openScalar(value);
    if (isMergeValue(value)) return '<<';
    if (typeof value === 'object' && value !== null) return this.openCollection(value);
    return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
      ? value
      : null;
  }

  private count(): void {
    this.nodes += 1;
    if (this.aliasDepth > 0) this.fromAliases += 1;
    if (this.fromAliases <= FREE_ALIASES || this.nodes <= FREE_NODES) return;
    if (this.fromAliases / this.nodes > allowedAliasRatio(this.nodes))
      throw yamlErrors.error('YAML_EXPANSION', 'the document repeats too much through aliases');
  }

  private openCollection(value: object): JsonValue {
    return this.within(value, () => {
      if (Array.isArray(value)) return value.map((item) => this.open(item));
      const out: Record<string, JsonValue> = {};
      this.fill(out, value);
      return out;
    });
  }

  private within<T>(value: object, read: () => T): T {
    if (this.inside.has(value)) throw yamlErrors.error('YAML_EXPANSION', 'an anchor contains itself');
    const repeated = this.seen.has(value);
    this.seen.add(value);
    this.inside.add(value);
    if (repeated) this.aliasDepth += 1;
    const result = read();
    if (repeated) this.aliasDepth -= 1;
    this.inside.delete(value);
    return result;
  }

  /** In order, and the later wins, also when the later is a merge: that is what go-yaml v2 does. */
  private fill(out: Record<string, JsonValue>, mapping: object): void {
    let merged = false;
    for (const [key, value] of Object.entries(mapping)) {
      this.count();
      if (key.startsWith(MERGE_KEY)) {
        refuseIntegerKeys(mapping);
        merged = true;
        for (const source of mergeSources(value)) this.within(source, () => this.fill(out, source));
      } else if (key === '[object Object]') {
        throw yamlErrors.error('YAML_KEY', 'a mapping cannot be the key of a mapping');
      } else setProperty(out, key, this.open(value));
    }
    if (merged) this.count();
  }
}

/** JavaScript moves such keys to the front, so their order relative to a merge is lost. */
function refuseIntegerKeys(mapping: object): void {
  const [first] = Object.keys(mapping);
  if (first !== undefined && /^(?:0|[1-9][0-9]*)$/.test(first))
    throw yamlErrors.error(
      'YAML_UNSUPPORTED',
      'a mapping has both whole numbers as keys and a merge key `<<`',
    );
}

function mergeSources(value: unknown): readonly object[] {
  const sources: readonly unknown[] = Array.isArray(value) ? value.toReversed() : [value];
  return sources.map((source) => {
    if (
      typeof source === 'object' &&
      source !== null &&
      !Array.isArray(source) &&
      !(source instanceof BoxedScalar)
    )
      return source;
    throw yamlErrors.error('YAML_SYNTAX', 'map merge requires map or sequence of maps as the value');
  });
}

function openScalar({ value }: BoxedScalar): JsonValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw yamlErrors.error('YAML_NUMBER', `${value} cannot be written as JSON`);
  return value;
}

/** `__proto__` is an ordinary key in a document. */
function setProperty(out: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key === '__proto__')
    Object.defineProperty(out, key, { value, configurable: true, enumerable: true, writable: true });
  else out[key] = value;
}
