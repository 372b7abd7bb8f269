import type { JsonObject, JsonValue } from '@plimsoll/model';
import fc from 'fast-check';

/** The value in one of so many cases, else undefined: not there. */
export const sometimes = <Value>(
  value: fc.Arbitrary<Value>,
  oneIn: number,
): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

export const oneOf = <Value>(...values: readonly Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values);

export type Maybe = { readonly [key: string]: JsonValue | undefined };

/** Without the members that are not there. */
export const present = (members: Maybe): JsonObject =>
  Object.fromEntries(
    Object.entries(members).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
