const KEY = Buffer.from('"managedFields":[');
const OWNER = Buffer.from('"metadata":');
const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COMMA] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c,
];

/** How deep in the JSON the members of an object's own metadata are. */
export const METADATA_LEVEL = { item: 2, event: 3 } as const;

/**
 * The text of an object's JSON without `metadata.managedFields`, as API servers write it: often half of the bytes, and
 * nobody reads them. They are cut before the JSON is parsed, which is most of what reading a cluster costs. JSON of any
 * other form stays whole.
 */
export function withoutManagedFields(json: Buffer, level: number): string {
  const at = json.indexOf(KEY);
  if (at < 0 || !isInMetadata(json, at, level)) return json.toString('utf8');
  const end = endOfList(json, at + KEY.length);
  const from = json[at - 1] === COMMA ? at - 1 : at;
  const to = from === at && json[end] === COMMA ? end + 1 : end;
  return json.toString('utf8', 0, from) + json.toString('utf8', to);
}

/** Whether the member at `at` belongs to the metadata that lies at this level. */
function isInMetadata(json: Buffer, at: number, level: number): boolean {
  let depth = 0;
  let inside = false;
  for (let index = 0; index < at; index += 1) {
    const byte = json[index];
    if (byte === QUOTE) index = endOfText(json, index);
    else if (byte === OPEN || byte === OPEN_LIST) {
      depth += 1;
      if (depth === level)
        inside = byte === OPEN && json.subarray(0, index).subarray(-OWNER.length).equals(OWNER);
    } else if (byte === CLOSE || byte === CLOSE_LIST) depth -= 1;
  }
  return depth === level && inside;
}

/** The place after the bracket that closes a list whose first element begins at `from`. */
function endOfList(json: Buffer, from: number): number {
  let depth = 1;
  let index = from;
  for (; index < json.length && depth > 0; index += 1) {
    const byte = json[index];
    if (byte === QUOTE) index = endOfText(json, index);
    else if (byte === OPEN || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE || byte === CLOSE_LIST) depth -= 1;
  }
  return index;
}

/** The place of the quote that closes the text whose first quote is at `from`. */
function endOfText(json: Buffer, from: number): number {
  for (let index = from + 1; index < json.length; index += 1)
    if (json[index] === BACKSLASH) index += 1;
    else if (json[index] === QUOTE) return index;
  return json.length;
}
