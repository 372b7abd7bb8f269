import { FlowReader, unquote } from './flow.js';
import { LineIndex, ROOT } from './line-index.js';
import type { Node } from './line-index.js';

/** An open collection: the column its entries begin at. */
interface Level {
  readonly column: number;
  readonly node: Node;
  readonly sequence: boolean;
}

const KEY =
  /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#&*!|>'"%@`{[\]},?-][^#]*?|[?-][^\s#][^#]*?|[^\s'"{[]+?))\s*:(?=\s|$)/;

const [SPACE, TAB, HASH, DASH, BRACE, BRACKET] = [0x20, 0x09, 0x23, 0x2d, 0x7b, 0x5b];
const [AMPERSAND, EXCLAMATION, DOUBLE_QUOTE, QUOTE, PIPE, GREATER] = [0x26, 0x21, 0x22, 0x27, 0x7c, 0x3e];
const isBlank = (code: number): boolean => code === SPACE || code === TAB;

/** Reads block style line by line, for places only; the text is known to be readable. */
export class BlockReader {
  private readonly text: string;
  private position = 0;
  private line = 1;
  private levels: Level[] = [];
  /** Where a node goes that is nested in what was read last. */
  private last: Node = ROOT;
  private readonly index: LineIndex;

  constructor(text: string) {
    this.text = text;
    this.index = new LineIndex(text);
  }

  read(): LineIndex {
    while (this.position < this.text.length) {
      const end = this.lineEnd();
      this.readLine(end);
    }
    return this.index;
  }

  private lineEnd(): number {
    const end = this.text.indexOf('\n', this.position);
    return end === -1 ? this.text.length : end;
  }

  private readLine(end: number): void {
    let column = 0;
    while (this.text.charCodeAt(this.position + column) === SPACE) column += 1;
    const at = this.position + column;
    const first = this.text.charCodeAt(at);
    if (at >= end || first === HASH || (first === DASH && column === 0 && this.text.startsWith('---', at)))
      this.nextLine(end);
    else if (this.levels.length === 0 && (first === BRACE || first === BRACKET)) this.flow(ROOT, at);
    else this.entry(column, at, end);
  }

  private nextLine(end: number): void {
    this.position = end + 1;
    this.line += 1;
  }

  /** One line's entries: any number of `- `, then perhaps a key, then perhaps a value. */
  private entry(start: number, from: number, end: number): void {
    let column = start;
    let at = from;
    while (this.text.charCodeAt(at) === DASH && (at + 1 >= end || isBlank(this.text.charCodeAt(at + 1)))) {
      this.item(column);
      let width = 1;
      while (at + width < end && this.text.charCodeAt(at + width) === SPACE) width += 1;
      at += width;
      column += width;
    }
    if (at >= end) return this.nextLine(end);
    const simple = this.simpleKeyEnd(at, end);
    if (simple !== -1)
      return this.value(
        this.index.addKey(this.mapping(column), at, simple, this.line),
        column,
        simple + 1,
        end,
      );
    this.oddEntry(column, at, end);
  }

  /** Where a key of letters ends, which nearly every key is; -1 for any other. */
  private simpleKeyEnd(at: number, end: number): number {
    let position = at;
    for (; position < end; position += 1) {
      const code = this.text.charCodeAt(position);
      const plain =
        (code >= 0x61 && code <= 0x7a) ||
        (code >= 0x41 && code <= 0x5a) ||
        (position > at &&
          (code === 0x2d || code === 0x2e || code === 0x2f || (code >= 0x30 && code <= 0x39)));
      if (!plain) break;
    }
    if (position === at || this.text.charCodeAt(position) !== 0x3a) return -1;
    return position + 1 >= end || this.text.charCodeAt(position + 1) === SPACE ? position : -1;
  }

  /** Keys in quotes, with spaces, with anchors; and what is no key at all. */
  private oddEntry(column: number, at: number, end: number): void {
    const rest = this.text.slice(at, end);
    const bare = withoutProperties(rest);
    const match = KEY.exec(bare);
    if (match === null) return this.value(this.last, column, at, end);
    const key =
      match[1] === undefined ? (match[2]?.replaceAll("''", "'") ?? match[3] ?? '') : unquote(`"${match[1]}"`);
    this.value(
      this.index.addText(this.mapping(column), key, this.line),
      column,
      at + rest.length - bare.length + match[0].length,
      end,
    );
  }

  private item(column: number): void {
    // A sequence may stand in the same column as the key it belongs to.
    let level = this.close(column, true);
    if (level === undefined || !level.sequence || level.column !== column) {
      level = { column, node: this.last, sequence: true };
      this.levels.push(level);
    }
    this.last = this.index.addItem(level.node, this.line);
  }

  /** The mapping that a key in this column belongs to. */
  private mapping(column: number): Node {
    let level = this.close(column, false);
    if (level === undefined || level.sequence || level.column !== column) {
      level = { column, node: this.last, sequence: false };
      this.levels.push(level);
    }
    return level.node;
  }

  /** Ends what an entry in this column ends, and gives what is open then. */
  private close(column: number, sequence: boolean): Level | undefined {
    let level = this.levels.at(-1);
    while (
      level !== undefined &&
      (level.column > column || (level.column === column && level.sequence && !sequence))
    ) {
      this.levels.pop();
      level = this.levels.at(-1);
    }
    return level;
  }

  /** What follows a key on its line; the lines of a text that goes on are passed over. */
  private value(node: Node, column: number, from: number, end: number): void {
    this.last = node;
    let at = this.afterSpaces(from, end);
    let first = this.text.charCodeAt(at);
    while (first === AMPERSAND || first === EXCLAMATION) {
      while (at < end && !isBlank(this.text.charCodeAt(at))) at += 1;
      at = this.afterSpaces(at, end);
      first = this.text.charCodeAt(at);
    }
    if (at >= end || first === HASH) return this.nextLine(end);
    if (first === BRACE || first === BRACKET || first === DOUBLE_QUOTE || first === QUOTE)
      return this.flow(node, at);
    this.nextLine(end);
    if (first === PIPE || first === GREATER) this.skipDeeper(column);
  }

  private afterSpaces(from: number, end: number): number {
    let at = from;
    while (at < end && isBlank(this.text.charCodeAt(at))) at += 1;
    return at;
  }

  private flow(node: Node, at: number): void {
    const ended = new FlowReader(this.index, this.text, at, this.line).read(node);
    this.line = ended.line;
    this.position = ended.position;
    this.nextLine(this.lineEnd());
  }

  /** The lines of a block text: those that are empty or indented more than the key. */
  private skipDeeper(column: number): void {
    while (this.position < this.text.length) {
      const end = this.lineEnd();
      let width = 0;
      while (this.text.charCodeAt(this.position + width) === SPACE) width += 1;
      if (this.position + width < end && width <= column) return;
      this.nextLine(end);
    }
  }
}

/** Without the anchors and tags that may stand before a key. */
function withoutProperties(text: string): string {
  return text.startsWith('&') || text.startsWith('!') ? text.replace(/^(?:[&!]\S*\s+)+/, '') : text;
}
