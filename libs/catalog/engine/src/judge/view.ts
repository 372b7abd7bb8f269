import type { FactBody, JsonObject, JsonValue, Setting, SourceId, Subject } from '@plimsoll/model';
import type { SubjectView } from '../control.js';
import type { DerivedId } from '../derivation.js';
import { nodeAgentOf, type NodeAgent } from './node-agent.js';
import type { DerivedView, SubjectFacts } from './subject-facts.js';

const NOTHING: JsonObject = {};

/** One subject as controls see it. Made once a subject and shown to every control that applies. */
export class FactsView implements SubjectView {
  readonly subject: Subject;
  /** True once a control has read a derived fact that is incomplete; set back for each control. */
  readIncomplete = false;
  /** How many values the derived facts that were read may have; above 1 only in `scan`. */
  candidates = 1;
  /** Which of the candidates the control is shown. */
  candidate = 0;

  readonly #known: SubjectFacts;
  readonly #derived = new Map<DerivedId, DerivedView | undefined>();
  #object: JsonObject | undefined;
  #nodeAgent: NodeAgent | undefined;
  #metLast: readonly SourceId[] | undefined;

  constructor(known: SubjectFacts) {
    this.subject = known.subject;
    this.#known = known;
  }

  get object(): JsonObject {
    return (this.#object ??= objectOf(this.#known));
  }

  get nodeAgent(): NodeAgent {
    return (this.#nodeAgent ??= nodeAgentOf(this.#known));
  }

  // Own properties, because controls may take them off the view.
  readonly fact = (source: SourceId): FactBody | undefined => this.#known.facts[source];

  readonly setting = (source: SourceId, key: string): Setting | undefined => {
    const body = this.#known.facts[source];
    return body?.shape === 'settings' && Object.hasOwn(body.settings, key) ? body.settings[key] : undefined;
  };

  readonly derived = (id: DerivedId): JsonValue | undefined => {
    const found = this.derivedView(id);
    if (found?.incomplete) this.readIncomplete = true;
    if (!found?.alternatives?.length) return found?.value;
    this.candidates = Math.max(this.candidates, found.alternatives.length + 1);
    return this.candidate === 0
      ? found.value
      : (found.alternatives[(this.candidate - 1) % found.alternatives.length] ?? found.value);
  };

  /** Whether one of these sources gave a fact. Controls of one kind share their list, so the last one met is kept. */
  hasAny(sources: readonly SourceId[]): boolean {
    if (sources === this.#metLast) return true;
    if (!sources.some((source) => this.#known.facts[source] !== undefined)) return false;
    this.#metLast = sources;
    return true;
  }

  /** What was derived at the subject's key, without counting as a look. */
  derivedView(id: DerivedId): DerivedView | undefined {
    const known = this.#derived.get(id);
    if (known !== undefined || this.#derived.has(id)) return known;
    const found = this.#known.derived?.(id, this.subject);
    this.#derived.set(id, found);
    return found;
  }

  rejected(source: SourceId): boolean {
    return this.#known.rejected?.has(source) ?? false;
  }
}

function objectOf({ facts }: SubjectFacts): JsonObject {
  for (const body of Object.values(facts)) if (body.shape === 'object') return body.object;
  return NOTHING;
}
