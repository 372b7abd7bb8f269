import type { JsonObject, JsonValue } from '@plimsoll/model';

/** Stands wherever a value was that may be a secret. That something was there stays visible. */
export const REDACTED = '[redacted]';

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Nothing is left of a value, whatever its type; nothing at all stays nothing. */
export const redactValue = (value: JsonValue): JsonValue =>
  value === null || value === '' ? value : REDACTED;

/** The keys stay, every value goes; what is not a mapping goes as a whole. */
export function redactValues(value: JsonValue): JsonValue {
  if (!isObject(value)) return redactValue(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item)]));
}
