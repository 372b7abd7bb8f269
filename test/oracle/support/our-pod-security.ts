import { collectManifest } from '@plimsoll/collectors';
import { CONTROLS } from '@plimsoll/controls';
import { DERIVATIONS, evaluateWorld, type Requirement } from '@plimsoll/engine';
import { appliesTo, findFramework } from '@plimsoll/frameworks';
import type { Fact, JsonObject, Judgement } from '@plimsoll/model';

export type Level = 'baseline' | 'restricted';

/** What we say of a pod: the checks of the level that it fails, and those of which nothing is known. */
export interface OurVerdict {
  readonly failed: readonly string[];
  readonly unknown: readonly string[];
}

const factOf = (pod: JsonObject, index: number): Fact => {
  const facts: Fact[] = [];
  const place = { file: 'oracle', document: index, item: '', documentLine: 1, text: '' };
  const object: JsonObject = {
    ...pod,
    metadata: { ...Object(pod.metadata), name: `p${index}`, namespace: 'oracle' },
  };
  collectManifest({ ...place, object, apiVersion: 'v1', kind: 'Pod' }, (fact) => facts.push(fact));
  const [fact] = facts;
  if (fact === undefined) throw new Error(`pod ${index} gave no fact`);
  return fact;
};

const versionFact = (kubernetesVersion: string): Fact => ({
  source: 'cluster/version',
  partition: '',
  subject: { group: '', kind: 'Namespace', namespace: '', name: 'kube-system' },
  body: { shape: 'settings', settings: { kubernetesVersion } },
});

const requirementsAt = (level: Level, version: string): readonly Requirement[] =>
  findFramework(`pss-${level}`).requirements.filter((one) => appliesTo(one, version));

/** The checks of a level at a policy version (`X.Y`). */
export const checksOf = (level: Level, version: string): string[] =>
  requirementsAt(level, version).map(({ id }) => id);

/** Our verdicts on pods at a level of a policy version (`X.Y`), as `scan` comes to them, in the order of the pods. */
export function judgePods(pods: readonly JsonObject[], level: Level, version: string): OurVerdict[] {
  const requirements = requirementsAt(level, version);
  const wanted = new Set(requirements.flatMap(({ controls }) => controls.map(({ control }) => control)));
  const world = evaluateWorld({
    facts: [versionFact(version), ...pods.map(factOf)],
    derivations: DERIVATIONS,
    completeSources: new Set(['cluster/version'] as const),
    complete: false,
    controls: CONTROLS.filter(({ id }) => wanted.has(id)),
  });
  const judged = [...world].filter(({ subject }) => subject.kind === 'Pod');
  return judged.map(({ judgements }) => {
    const verdicts = new Map(judgements.map(({ control, judgement }) => [control.id, judgement.verdict]));
    const saying = (verdict: Judgement['verdict']): string[] =>
      requirements
        .filter(({ controls }) => controls.some(({ control }) => verdicts.get(control) === verdict))
        .map(({ id }) => id);
    return { failed: saying('fail'), unknown: saying('unknown') };
  });
}
