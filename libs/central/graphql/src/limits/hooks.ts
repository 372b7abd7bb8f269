import type { DocumentNode } from 'graphql';
import { checkDocument, checkText } from './enforce.js';
import type { Limits } from './limits.js';
import type { Variables } from './measure.js';

/** How many accepted texts are remembered, so that a dashboard's queries are not parsed twice. */
const REMEMBERED = 1_000;

/** Mercurius hooks that hold a request to the limits. */
export class LimitHooks {
  private readonly accepted = new Set<string>();

  constructor(private readonly limits: Limits) {}

  /** Before parsing: text, and what can be said without variables. */
  readonly preParsing = async (_schema: unknown, source: string): Promise<void> => {
    if (this.accepted.has(source)) return;
    checkDocument(checkText(source, this.limits), {}, this.limits);
    if (this.accepted.size >= REMEMBERED) this.accepted.clear();
    this.accepted.add(source);
  };

  /** Before execution: the cost with the page sizes that variables gave. */
  readonly preExecution = async (
    _schema: unknown,
    document: DocumentNode,
    _context: unknown,
    variables: unknown,
  ): Promise<void> => {
    checkDocument(document, (variables ?? {}) as Variables, this.limits);
  };
}
