import type { JsonValue } from '../json-value.js';
import { NOT_PLAIN, readKey, readScalar } from './remembered.js';
import type { NotPlain } from './remembered.js';

/** Line feeds, printable ASCII, and what lies beyond without line breaks, controls, surrogates and byte order marks. */
const UNUSUAL = /[^\n\x20-\x7e\u00a1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const [LINE_FEED, SPACE, HASH, DASH, COLON] = [0x0a, 0x20, 0x23, 0x2d, 0x3a];
const [QUOTE, DOUBLE, PIPE, BRACE, BRACKET] = [0x27, 0x22, 0x7c, 0x7b, 0x5b];
const MOST_LEVELS = 60;

/**
 * Nearly all manifests: block style, a key or an item a line, plain and quoted scalars that end on their line, `|`.
 * undefined for every other document, good or broken: the parser for all of YAML reads it then. What this reads is what
 * that one reads, which a test holds against it.
 */
export function readPlainBlock(text: string): JsonValue | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const value = new PlainBlock(text).document();
  return value === NOT_PLAIN ? undefined : value;
}

/** Stands at a line that says something: neither empty nor a comment alone. */
class PlainBlock {
  /** Where the line's content begins; the end of the text after the last line. */
  private at = 0;
  /** Spaces before the content; -1 after the last line. */
  private indent = -1;
  private levels = 0;

  /** Something in it may be a comment that follows a value. */
  private readonly comments: boolean;

  constructor(private readonly text: string) {
    this.comments = text.includes(' #');
  }

  document(): JsonValue | NotPlain {
    const { text } = this;
    this.lineAt(0);
    if (this.indent === 0 && text.startsWith('---', this.at)) {
      const end = this.lineEnd(this.at);
      if (end !== this.at + 3) return NOT_PLAIN;
      this.lineAt(end + 1);
    }
    if (this.indent !== 0) return NOT_PLAIN;
    const value = this.node();
    return this.isAtEnd() ? value : NOT_PLAIN;
  }

  private isAtEnd(): boolean {
    return this.indent === -1;
  }

  /** Goes to the first line from here on that says something. */
  private lineAt(from: number): void {
    const { text } = this;
    let start = from;
    while (start < text.length) {
      let at = start;
      while (text.charCodeAt(at) === SPACE) at += 1;
      const first = text.charCodeAt(at);
      if (at < text.length && first !== LINE_FEED && first !== HASH) {
        this.at = at;
        this.indent = at - start;
        return;
      }
      start = this.lineEnd(at) + 1;
    }
    this.at = text.length;
    this.indent = -1;
  }

  private lineEnd(from: number): number {
    const end = this.text.indexOf('\n', from);
    return end === -1 ? this.text.length : end;
  }

  /** A mapping or a sequence, the first line of which this is. */
  private node(): JsonValue | NotPlain {
    if (this.levels >= MOST_LEVELS) return NOT_PLAIN;
    this.levels += 1;
    const value = this.isItem() ? this.sequence() : this.mapping(this.indent);
    this.levels -= 1;
    return value;
  }

  private isItem(): boolean {
    if (this.text.charCodeAt(this.at) !== DASH) return false;
    const next = this.text.charCodeAt(this.at + 1);
    return next === SPACE || next === LINE_FEED || this.at + 1 === this.text.length;
  }

  private mapping(indent: number): JsonValue | NotPlain {
    const { text } = this;
    const mapping: Record<string, JsonValue> = {};
    while (this.indent === indent) {
      const colon = this.colon();
      if (colon === -1) return NOT_PLAIN;
      const key = readKey(text, this.at, colon);
      if (key === NOT_PLAIN) return NOT_PLAIN;
      const value = this.value(colon + 1, indent, true);
      if (value === NOT_PLAIN) return NOT_PLAIN;
      mapping[key] = value;
    }
    return this.indent > indent ? NOT_PLAIN : mapping;
  }

  /** Where the key of this line ends; -1 where it is not one that is read here. */
  private colon(): number {
    const { text } = this;
    let at = this.at;
    let code = text.charCodeAt(at);
    while (code !== COLON && code > SPACE) code = text.charCodeAt((at += 1));
    if (code !== COLON) return -1;
    const next = text.charCodeAt(at + 1);
    return next === SPACE || next === LINE_FEED || at + 1 === text.length ? at : -1;
  }

  private sequence(): JsonValue | NotPlain {
    const { indent } = this;
    const items: JsonValue[] = [];
    while (this.indent === indent && this.isItem()) {
      const value = this.item(indent);
      if (value === NOT_PLAIN) return NOT_PLAIN;
      items.push(value);
    }
    return this.indent > indent ? NOT_PLAIN : items;
  }

  private item(indent: number): JsonValue | NotPlain {
    const content = this.content(this.at + 1);
    if (content === -1) return this.value(this.at + 1, indent, false);
    const dash = this.at;
    this.at = content;
    const isMapping = this.colon() !== -1;
    this.at = dash;
    if (!isMapping) return this.value(dash + 1, indent, false);
    this.indent = indent + content - dash;
    this.at = content;
    return this.node();
  }

  /** Where something stands on the rest of the line, comments aside; else -1. */
  private content(from: number): number {
    const { text } = this;
    let at = from;
    while (text.charCodeAt(at) === SPACE) at += 1;
    const code = text.charCodeAt(at);
    return at === text.length || code === LINE_FEED || code === HASH ? -1 : at;
  }

  /** What stands on the rest of a line, or on the lines below it; leaves it at the next line. */
  private value(from: number, indent: number, isOfKey: boolean): JsonValue | NotPlain {
    const start = this.content(from);
    if (start === -1) return this.below(from, indent, isOfKey);
    const end = this.lineEnd(start);
    switch (this.text.charCodeAt(start)) {
      case PIPE:
        return this.literal(start, end, indent);
      case QUOTE:
      case DOUBLE:
        return this.quoted(start, end, indent);
      case BRACE:
      case BRACKET:
        return this.empty(start, end, indent);
      default:
        return this.next(end, indent, this.plain(start, end));
    }
  }

  private below(from: number, indent: number, isOfKey: boolean): JsonValue | NotPlain {
    this.lineAt(this.lineEnd(from) + 1);
    if (this.indent > indent || (isOfKey && this.indent === indent && this.isItem())) return this.node();
    return null;
  }

  /** A line that is indented more would belong to what has ended. */
  private next(end: number, indent: number, value: JsonValue | NotPlain): JsonValue | NotPlain {
    this.lineAt(end + 1);
    return this.indent > indent ? NOT_PLAIN : value;
  }

  private plain(start: number, end: number): JsonValue | NotPlain {
    const { text } = this;
    let stop = this.comments ? this.commentAt(start, end) : end;
    while (text.charCodeAt(stop - 1) === SPACE) stop -= 1;
    return readScalar(text, start, stop);
  }

  private commentAt(start: number, end: number): number {
    for (let at = start; at < end; at += 1)
      if (this.text.charCodeAt(at) === HASH && this.text.charCodeAt(at - 1) === SPACE) return at - 1;
    return end;
  }

  private quoted(start: number, end: number, indent: number): JsonValue | NotPlain {
    const { text } = this;
    const quote = text.charAt(start);
    const close = text.indexOf(quote, start + 1);
    if (close === -1 || close >= end || this.content(close + 1) !== -1) return NOT_PLAIN;
    // Right after the quote a `#` is no comment.
    if (text.charCodeAt(close + 1) === HASH) return NOT_PLAIN;
    const inner = text.slice(start + 1, close);
    return quote === '"' && inner.includes('\\') ? NOT_PLAIN : this.next(end, indent, inner);
  }

  private empty(start: number, end: number, indent: number): JsonValue | NotPlain {
    const isMapping = this.text.startsWith('{}', start);
    if (!isMapping && !this.text.startsWith('[]', start)) return NOT_PLAIN;
    if (start + 2 !== end) return NOT_PLAIN;
    return this.next(end, indent, isMapping ? {} : []);
  }

  /** `|` and `|-`, the lines of which are indented as the first one is. */
  private literal(start: number, end: number, indent: number): JsonValue | NotPlain {
    const { text } = this;
    const strips = text.charCodeAt(start + 1) === DASH;
    if (start + (strips ? 2 : 1) !== end) return NOT_PLAIN;
    let at = end + 1;
    const inner = this.spaces(at);
    if (inner <= indent || at + inner >= text.length || text.charCodeAt(at + inner) === LINE_FEED)
      return NOT_PLAIN;
    let written = '';
    let pending = '';
    while (at < text.length) {
      const spaces = this.spaces(at);
      const stop = this.lineEnd(at);
      if (at + spaces === stop) {
        if (spaces > inner) return NOT_PLAIN;
        pending += '\n';
      } else if (spaces < inner) break;
      else {
        written += `${pending}${text.slice(at + inner, stop)}`;
        pending = '\n';
      }
      at = stop + 1;
    }
    if (!text.endsWith('\n')) return NOT_PLAIN;
    return this.next(at - 1, indent, strips ? written : `${written}\n`);
  }

  private spaces(from: number): number {
    let at = from;
    while (this.text.charCodeAt(at) === SPACE) at += 1;
    return at - from;
  }
}
