import type { Stats } from 'node:fs';
import type { ReadOutcome } from './host-files.js';
import { absent, unreadable } from './read-outcome.js';
import type { SeenFolders } from './seen-folders.js';

/** As many as the kernel follows. */
const MAX_LINKS = 40;

/** A path without links below the root, and what is there. */
export interface Resolved {
  /** In the reader's own file system. */
  readonly real: string;
  /** On the host, for messages. */
  readonly hostPath: string;
  readonly stats: Stats;
}

const segmentsOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
/** Every part of it is a name. */
const isPlain = (path: string): boolean =>
  !path.includes('/.') && !path.includes('//') && !path.endsWith('/');

/**
 * A walk along a host path, link by link, without the looking: whoever goes it looks where {@link at} says and tells
 * what is there. The root holds: an absolute target starts there again and `..` stops there.
 */
export class Walk {
  /** Where the walk has led; undefined while it goes on. */
  ended: ReadOutcome<Resolved> | undefined;
  /** The place to look at. */
  at = '/';
  /** A link whose target has to be told before the next look. */
  link: Resolved | undefined;
  private readonly path: string;
  private readonly last: 'follow' | 'keep';
  private readonly seen: SeenFolders;
  private pending: string[] = [];
  /** The folder that the walk is in, '' the root. */
  private done = '';
  private isName = false;
  private links = 0;

  /** @param last whether a link in the last place is followed or is itself the answer */
  constructor(path: string, last: 'follow' | 'keep', seen: SeenFolders) {
    this.path = path;
    this.last = last;
    this.seen = seen;
    if (!path.startsWith('/') || path.includes('\0'))
      this.ended = unreadable('invalid', 'a host path is absolute and has no NUL byte');
    else this.begin();
  }

  /** What the look at {@link at} gave. */
  tell(found: ReadOutcome<Resolved>): void {
    if (found.outcome !== 'read' || !this.isName) {
      this.ended = found;
      return;
    }
    const { stats } = found.value;
    const isLast = this.pending.length === 0;
    if (stats.isSymbolicLink() && (this.last === 'follow' || !isLast)) this.meet(found.value);
    else if (isLast) this.ended = found;
    else if (stats.isDirectory()) this.enter(stats);
    else this.ended = absent(`${this.at} is no folder`);
  }

  /** The target of {@link link}. */
  tellTarget(target: ReadOutcome<string>): void {
    this.link = undefined;
    if (target.outcome !== 'read') {
      this.ended = target;
      return;
    }
    if (target.value.startsWith('/')) this.done = '';
    this.pending.push(...segmentsOf(target.value).reverse());
    this.advance();
  }

  /** Where the folder of a plain path was just gone through, only its last name is left. */
  private begin(): void {
    const parent = parentOf(this.path);
    if (isPlain(this.path) && this.seen.has(parent)) {
      this.done = parent;
      this.pending.push(this.path.slice(parent.length + 1));
    } else this.pending = segmentsOf(this.path).reverse();
    this.advance();
  }

  private enter(stats: Stats): void {
    this.seen.add(this.at, stats);
    this.done = this.at;
    this.advance();
  }

  private meet(link: Resolved): void {
    this.links += 1;
    if (this.links > MAX_LINKS)
      this.ended = unreadable('invalid', `more than ${MAX_LINKS} links on the way to ${this.path}`);
    else this.link = link;
  }

  /** Goes over what needs no look. */
  private advance(): void {
    for (let next = this.pending.pop(); next !== undefined; next = this.pending.pop()) {
      const at = next === '..' ? parentOf(this.done) : `${this.done}/${next}`;
      if (next !== '..' && (this.pending.length === 0 || !this.seen.has(at))) {
        this.at = at;
        this.isName = true;
        return;
      }
      this.done = at;
    }
    this.at = this.done === '' ? '/' : this.done;
    this.isName = false;
  }
}
