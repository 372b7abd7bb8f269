/** What an unquoted scalar means to kubectl, which reads YAML with go-yaml v2 (`resolve.go`). */
export type Resolved = string | boolean | null | number | bigint;

const WORDS: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word) => [word, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word) => [word, false] as const,
  ),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(
    (word) => [word, Number.POSITIVE_INFINITY] as const,
  ),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const LONGEST_WORD = 5;
const SHORT_DECIMAL = /^-?(?:0|[1-9][0-9]{0,14})$/;
const INTEGER = /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([0-9]+))$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** Where a point comes first, underscores are Go's own: between digits only. */
const DOT_FLOAT = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

const SMALLEST = -(2n ** 63n);
const LARGEST = 2n ** 64n - 1n;

/** 1: a word of the table may begin so; 2: a digit or a sign; 3: a point. Everything else is a text. */
const HINTS = new Uint8Array(128);
for (const character of 'yYnNtTfFoO~') HINTS[character.charCodeAt(0)] = 1;
for (const character of '0123456789+-') HINTS[character.charCodeAt(0)] = 2;
HINTS['.'.charCodeAt(0)] = 3;

/** The text itself when it is a text; a bigint when the integer is not exact as a number. */
export function resolvePlain(text: string): Resolved {
  const hint = text === '' ? 1 : (HINTS[text.charCodeAt(0)] ?? 0);
  if (hint === 0) return text;
  if (text.length <= LONGEST_WORD) {
    const word = WORDS.get(text);
    if (word !== undefined) return word;
  }
  if (hint === 1) return text;
  return hint === 3
    ? DOT_FLOAT.test(text)
      ? resolveFloat(text, text.replaceAll('_', ''), FLOAT)
      : text
    : resolveNumber(text);
}

function resolveNumber(text: string): Resolved {
  if (SHORT_DECIMAL.test(text)) return Number(text) + 0;
  // Underscores are dropped wherever they stand: `1_000`, but `0_x1F` as well.
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  return resolveInteger(plain) ?? resolveFloat(text, plain, FLOAT);
}

function resolveInteger(plain: string): number | bigint | undefined {
  const match = INTEGER.exec(plain);
  if (match === null) return undefined;
  const [, sign, hexadecimal, binary, octal, decimal] = match;
  if (decimal !== undefined && decimal.length > 1 && decimal.startsWith('0')) return undefined;
  const size = BigInt(
    hexadecimal !== undefined
      ? `0x${hexadecimal}`
      : binary !== undefined
        ? `0b${binary}`
        : octal !== undefined
          ? `0o${octal}`
          : (decimal ?? '0'),
  );
  const value = sign === '-' ? -size : size;
  // ParseUint takes no sign, so `+18446744073709551615` is a float.
  if (value < SMALLEST || value > (sign === '' ? LARGEST : 2n ** 63n - 1n)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function resolveFloat(text: string, plain: string, pattern: RegExp): string | number {
  if (!pattern.test(plain)) return text;
  const value = Number(plain);
  return Number.isFinite(value) ? value : text;
}
