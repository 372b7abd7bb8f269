const SPECIAL = /[\\\n\r\t\0]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '',
};

/** A value in the text format of COPY. NUL, which Postgres cannot store, is left out. */
export const copyText = (value: string | null): string =>
  value === null ? '\\N' : value.replace(SPECIAL, (character) => ESCAPES[character] ?? character);

const CHUNK = 64 * 1024;

/** Rows as chunks of about 64 KiB for `copy ... from stdin`. */
export function* copyRows<Row>(
  rows: Iterable<Row>,
  columns: (row: Row) => readonly (string | null)[],
): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += `${columns(row).map(copyText).join('\t')}\n`;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
