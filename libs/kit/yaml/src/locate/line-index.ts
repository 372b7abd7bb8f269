/** A node of a document: its number in a {@link LineIndex}. */
export type Node = number;
export const ROOT: Node = 0;

/**
 * What is kept of a node, one number each: where its key stands in the text, its line, its newest child and the sibling
 * before it; 0, the root, stands for none.
 */
const [START, END, LINE, NEWEST, BEFORE, WIDTH] = [0, 1, 2, 3, 4, 5];
const FIRST_ROOM = 256;

/**
 * The nodes of a document with their keys and lines, in one flat list without an object per node: a key is kept as its
 * place in the text. Siblings are chained, so that a path is found in steps of its own length.
 */
export class LineIndex {
  private numbers = new Int32Array(FIRST_ROOM * WIDTH);
  private size = 1;
  /** Keys that are not written as they read: quoted ones. */
  private readonly texts = new Map<Node, string>();
  private readonly items = new Map<Node, Node[]>();

  constructor(private readonly text: string) {
    this.numbers[LINE] = 1;
  }

  /** A key that stands in the text from `start` to `end`. */
  addKey(parent: Node, start: number, end: number, line: number): Node {
    const node = this.add(start, end, line);
    this.numbers[node * WIDTH + BEFORE] = this.at(parent, NEWEST);
    this.numbers[parent * WIDTH + NEWEST] = node;
    return node;
  }

  addText(parent: Node, key: string, line: number): Node {
    const node = this.addKey(parent, 0, 0, line);
    this.texts.set(node, key);
    return node;
  }

  /** The next item of a sequence. */
  addItem(parent: Node, line: number): Node {
    const node = this.add(0, 0, line);
    const items = this.items.get(parent);
    if (items === undefined) this.items.set(parent, [node]);
    else items.push(node);
    return node;
  }

  private add(start: number, end: number, line: number): Node {
    const node = this.size;
    const at = node * WIDTH;
    if (at >= this.numbers.length) {
      const more = new Int32Array(this.numbers.length * 2);
      more.set(this.numbers);
      this.numbers = more;
    }
    this.numbers[at + START] = start;
    this.numbers[at + END] = end;
    this.numbers[at + LINE] = line;
    this.size = node + 1;
    return node;
  }

  private at(node: Node, what: number): number {
    return this.numbers[node * WIDTH + what] ?? 0;
  }

  /**
   * The line of what a path such as `spec.containers[0].image` names, or of its nearest parent that is there. A key may
   * have points in it, in brackets or not: the longest key that fits is taken, of equal ones the last.
   */
  lineOf(path: string): number {
    let node = ROOT;
    let at = 0;
    while (at < path.length) {
      const step = path[at] === '[' ? this.bracket(node, path, at) : this.longest(node, path, at);
      if (step === undefined) break;
      node = step.node;
      at = path[step.end] === '.' ? step.end + 1 : step.end;
    }
    return this.at(node, LINE);
  }

  private bracket(parent: Node, path: string, at: number): Step | undefined {
    const match = /\[(?:"([^"]*)"|'([^']*)'|([^\]]*))\]/y;
    match.lastIndex = at;
    const found = match.exec(path);
    if (found === null) return undefined;
    const [whole, double, single, bare] = found;
    const key = double ?? single ?? bare ?? '';
    const end = at + whole.length;
    const item = this.items.get(parent)?.[/^\d+$/.test(key) ? Number(key) : -1];
    if (item !== undefined) return { node: item, end };
    for (let node = this.at(parent, NEWEST); node !== ROOT; node = this.at(node, BEFORE))
      if (this.keyOf(node) === key) return { node, end };
    return undefined;
  }

  private longest(parent: Node, path: string, at: number): Step | undefined {
    let best: Step | undefined;
    for (let node = this.at(parent, NEWEST); node !== ROOT; node = this.at(node, BEFORE)) {
      const end = this.matches(node, path, at);
      if (end > (best?.end ?? at)) best = { node, end };
    }
    return best;
  }

  /** Where the node's key ends in the path, if it stands there; else -1. */
  private matches(node: Node, path: string, at: number): number {
    const text = this.texts.get(node);
    const start = this.at(node, START);
    const length = text === undefined ? this.at(node, END) - start : text.length;
    const end = at + length;
    if (end < path.length && path[end] !== '.' && path[end] !== '[') return -1;
    if (text !== undefined) return path.startsWith(text, at) ? end : -1;
    for (let offset = 0; offset < length; offset += 1)
      if (this.text.charCodeAt(start + offset) !== path.charCodeAt(at + offset)) return -1;
    return end;
  }

  private keyOf(node: Node): string {
    return this.texts.get(node) ?? this.text.slice(this.at(node, START), this.at(node, END));
  }
}

interface Step {
  readonly node: Node;
  readonly end: number;
}
