import type { JsonObject, JsonValue } from '@plimsoll/model';
import { collectorsErrors } from '../errors.js';
import { isObject, REDACTED, redactValue, redactValues } from './marker.js';
import { redactAnnotations } from './redact-annotations.js';
import { redactArguments } from './redact-arguments.js';
import { redactQuery, redactText } from './redact-text.js';
import { trimKind } from './trim-kind.js';

/** Lists; a careless manifest writes a text or a mapping there, which the API server refuses, but values they are. */
const VALUE_LISTS: ReadonlySet<string> = new Set(['args', 'command', 'env', 'httpHeaders', 'mountOptions']);

/** Deeper than any object that an API server takes. */
const MAX_DEPTH = 1_000;

/** What identifies an object and what controls judge of it; the rest changes without meaning, or says too much. */
const METADATA = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'labels',
  'annotations',
  'ownerReferences',
] as const;

/** Objects that are nothing but values: of these only what is named here leaves. */
const VALUE_KINDS: Readonly<Record<string, readonly string[]>> = {
  Secret: ['type', 'immutable'],
  ConfigMap: ['immutable'],
};
const VALUE_FIELDS = ['data', 'stringData', 'binaryData'] as const;

/**
 * A Kubernetes object as it may leave: trimmed to what is judged, and without anything that may be a secret. Values of
 * Secrets and ConfigMaps, of environment variables, of arguments outside an allow-list, of annotations that no control
 * judges, of HTTP headers, of drivers' attributes, of mount options and of credentials in addresses are gone; the names of all of these
 * stay. Applied twice it is as applied once. The object itself is not changed.
 *
 * @throws OBJECT_TOO_DEEP
 */
export function redactObject(object: JsonObject): JsonObject {
  const { apiVersion, kind, metadata } = object;
  const redacted: Record<string, JsonValue> = {};
  if (apiVersion !== undefined) redacted.apiVersion = apiVersion;
  if (kind !== undefined) redacted.kind = kind;
  if (metadata !== undefined) redacted.metadata = redactMetadata(metadata);
  const core = typeof apiVersion !== 'string' || !apiVersion.includes('/');
  const kept =
    core && typeof kind === 'string' && Object.hasOwn(VALUE_KINDS, kind) ? VALUE_KINDS[kind] : undefined;
  if (kept === undefined) redactContent(trimKind(object), redacted);
  else Object.assign(redacted, redactValueKind(object, kept));
  return redacted;
}

function pick(from: { readonly [key: string]: JsonValue | undefined }, keys: readonly string[]): JsonObject {
  const picked: Record<string, JsonValue> = {};
  for (const key of keys) {
    const value = Object.hasOwn(from, key) ? from[key] : undefined;
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}

function redactMetadata(metadata: JsonValue): JsonValue {
  if (!isObject(metadata)) return redactValue(metadata);
  const kept = pick(metadata, METADATA);
  return kept.annotations === undefined
    ? kept
    : { ...kept, annotations: redactAnnotations(kept.annotations) };
}

function redactValueKind(object: JsonObject, kept: readonly string[]): JsonObject {
  const values = pick(object, VALUE_FIELDS);
  return {
    ...pick(object, kept),
    ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, redactValues(value)])),
  };
}

/** Everything but the head. Of the status only what a node is made of: all else changes all the time. */
function redactContent(object: JsonObject, content: Record<string, JsonValue>): void {
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    if (key === 'apiVersion' || key === 'kind' || key === 'metadata' || key === '__proto__') continue;
    if (key !== 'status') content[key] = redactField(key, value, 0);
    else if (object.kind === 'Node' && isObject(value)) content.status = pick(value, ['nodeInfo']);
  }
}

/** One pass, copying only what changes. */
function redactField(key: string, value: JsonValue, depth: number): JsonValue {
  if (typeof value === 'string') return redactString(key, value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH)
    throw collectorsErrors.error('OBJECT_TOO_DEEP', `an object has more than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return redactList(key, value, depth);
  // Narrowing an array out of JsonValue leaves the mapping.
  return redactMapping(key, value as JsonObject, depth);
}

function redactString(key: string, value: string): string {
  if (key === 'gmsaCredentialSpec' || key === 'password' || key === 'token')
    return redactValue(value) as string;
  if (key === 'path' && value.includes('?')) return redactQuery(value);
  return value.includes('://') ? redactText(value) : value;
}

function redactList(key: string, list: readonly JsonValue[], depth: number): JsonValue {
  if (key === 'args' || key === 'command') return redactArguments(list);
  if (key === 'mountOptions') return list.map(redactMountOption);
  if (key === 'env' || key === 'httpHeaders') return list.map((entry) => redactNamedValue(entry, depth));
  let copy: JsonValue[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index];
    if (item === undefined) continue;
    const redacted = redactField('', item, depth + 1);
    if (redacted === item) continue;
    copy ??= [...list];
    copy[index] = redacted;
  }
  return copy ?? list;
}

/** `password=...` is how SMB is mounted: the name stays. */
function redactMountOption(option: JsonValue): JsonValue {
  if (typeof option !== 'string') return redactValue(option);
  const assigned = option.indexOf('=');
  return assigned === -1 ? redactText(option) : `${option.slice(0, assigned)}=${REDACTED}`;
}

/** `{name, value}` loses its value; what it refers to instead stays. */
function redactNamedValue(entry: JsonValue, depth: number): JsonValue {
  if (!isObject(entry)) return redactValue(entry);
  const { value, ...rest } = entry;
  const redacted = redactField('', rest, depth + 1);
  return value === undefined || !isObject(redacted) ? redacted : { ...redacted, value: redactValue(value) };
}

function redactMapping(key: string, mapping: JsonObject, depth: number): JsonValue {
  if (key === 'metadata') return redactMetadata(mapping);
  if (key === 'volumeAttributes' || key === 'options' || key === 'parameters' || VALUE_LISTS.has(key))
    return redactValues(mapping);
  let copy: Record<string, JsonValue> | undefined;
  for (const name in mapping) {
    const item = mapping[name];
    if (item === undefined) continue;
    const redacted =
      VALUE_LISTS.has(name) && typeof item === 'string'
        ? redactValue(item)
        : redactField(name, item, depth + 1);
    if (redacted === item) continue;
    copy ??= { ...mapping };
    copy[name] = redacted;
  }
  return copy ?? mapping;
}
