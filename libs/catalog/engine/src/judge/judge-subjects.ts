import type { Judgement, SourceId } from '@plimsoll/model';
import type { Control } from '../control.js';
import { subjectSources } from './control-sources.js';
import { judgeView } from './judge.js';
import type { SubjectFacts } from './subject-facts.js';
import { FactsView } from './view.js';

/** Called once a control that applies, in the order in which the controls were given. */
export type Verdicts = (control: Control, judgement: Judgement) => void;

/** Judges many subjects against one set of controls. */
export interface Judge {
  readonly controls: readonly Control[];
  /** The controls that apply to a subject of which these sources gave, or were refused, a fact. */
  readonly controlsFor: (sources: Iterable<SourceId>) => readonly Control[];
  readonly judgeSubject: (known: SubjectFacts, verdicts: Verdicts) => void;
}

/** Works out once which controls apply to which sources, so that a subject costs its own controls only. */
export function createJudge(controls: readonly Control[]): Judge {
  const prepared = new Map<string, readonly Control[]>();
  const applicable = (sources: readonly SourceId[]): readonly Control[] => {
    const key = sources.join(' ');
    const known = prepared.get(key);
    if (known) return known;
    const found = controls.filter((control) =>
      subjectSources(control).some((source) => sources.includes(source)),
    );
    prepared.set(key, found);
    return found;
  };
  const controlsFor = (sources: Iterable<SourceId>): readonly Control[] => applicable([...sources]);
  const judgeSubject = (known: SubjectFacts, verdicts: Verdicts): void => {
    const applying = applicable(sourcesOf(known));
    if (applying.length === 0) return;
    const view = new FactsView(known);
    for (const control of applying) verdicts(control, judgeView(control, view));
  };
  return { controls, controlsFor, judgeSubject };
}

function sourcesOf({ facts, rejected }: SubjectFacts): SourceId[] {
  // The keys of a Record of sources are sources.
  const sources = Object.keys(facts) as SourceId[];
  return rejected ? [...sources, ...rejected] : sources;
}
