import type { JsonObject, JsonValue } from '@plimsoll/model';

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object's own member; undefined of everything else. */
export const member = (value: JsonValue | undefined, key: string): JsonValue | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** A list's items; none of everything else. */
export const items = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : [];

/** '' of everything that is no string. */
export const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
