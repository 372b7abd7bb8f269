import type { LineIndex, Node } from './line-index.js';

/** Reads `{...}` and `[...]`, JSON too, for places only; the text is known to be readable. */
export class FlowReader {
  private position: number;
  private line: number;
  private readonly text: string;

  constructor(
    private readonly index: LineIndex,
    text: string,
    position: number,
    line: number,
  ) {
    this.text = text;
    this.position = position;
    this.line = line;
  }

  /** Fills `node` with what begins at the position, and says where and on which line it ended. */
  read(node: Node): { readonly position: number; readonly line: number } {
    this.value(node);
    return { position: this.position, line: this.line };
  }

  private value(node: Node): void {
    this.skip();
    const open = this.text[this.position];
    if (open === '{' || open === '[') this.collection(node, open === '{');
    else this.scalar();
  }

  private collection(node: Node, mapping: boolean): void {
    this.position += 1;
    while (this.position < this.text.length) {
      this.skip();
      const character = this.text[this.position];
      if (character === '}' || character === ']') {
        this.position += 1;
        return;
      }
      if (mapping) this.pair(node);
      else this.item(node);
      this.skip();
      if (this.text[this.position] === ',') this.position += 1;
    }
  }

  private item(node: Node): void {
    const item = this.index.addItem(node, this.line);
    this.value(item);
    this.skip();
    // `[a: 1]` is a list of one mapping, whose place is the item's.
    if (this.text[this.position] !== ':') return;
    this.position += 1;
    this.value(item);
  }

  private pair(node: Node): void {
    const { line } = this;
    const key = this.scalar();
    const child = this.index.addText(node, key, line);
    this.skip();
    if (this.text[this.position] !== ':') return;
    this.position += 1;
    this.skip();
    const next = this.text[this.position];
    if (next !== ',' && next !== '}') this.value(child);
  }

  private scalar(): string {
    const quote = this.text[this.position];
    if (quote === '"' || quote === "'") return this.quoted(quote);
    const start = this.position;
    while (this.position < this.text.length && !this.endsPlain()) this.advance();
    // Never stand still, whatever the text.
    if (this.position === start) this.advance();
    return this.text.slice(start, this.position).trim();
  }

  private endsPlain(): boolean {
    const character = this.text.charAt(this.position);
    if (character === ',' || character === '}' || character === ']' || character === '{' || character === '[')
      return true;
    return character === ':' && /^[\s,[\]{}]?$/.test(this.text.charAt(this.position + 1));
  }

  private quoted(quote: string): string {
    const start = this.position;
    this.position += 1;
    while (this.position < this.text.length) {
      const character = this.text[this.position];
      if (character === '\\' && quote === '"') this.advance();
      else if (character === quote) {
        if (quote === '"' || this.text[this.position + 1] !== quote) break;
        this.advance();
      }
      this.advance();
    }
    this.position += 1;
    return unquote(this.text.slice(start, this.position));
  }

  private skip(): void {
    while (this.position < this.text.length) {
      const character = this.text.charAt(this.position);
      if (character === '#' && /\s/.test(this.text.charAt(this.position - 1))) this.skipComment();
      else if (character !== ' ' && character !== '\n' && character !== '\t' && character !== '\r') return;
      else this.advance();
    }
  }

  private skipComment(): void {
    const end = this.text.indexOf('\n', this.position);
    this.position = end === -1 ? this.text.length : end;
  }

  private advance(): void {
    if (this.text[this.position] === '\n') this.line += 1;
    this.position += 1;
  }
}

/** The text of a quoted key; keys with rarer escapes keep them, and are then found by their parent. */
export function unquote(text: string): string {
  const inner = text.slice(1, -1);
  return text.startsWith("'")
    ? inner.replaceAll("''", "'")
    : inner.replaceAll('\\"', '"').replaceAll('\\/', '/').replaceAll('\\\\', '\\');
}
