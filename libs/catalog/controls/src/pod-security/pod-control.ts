import type { Control } from '@plimsoll/engine';
import type { Evidence, Judgement } from '@plimsoll/model';
import type { Declared } from '../declare.js';
import { declareControl } from '../declare.js';
import type { Look } from './field.js';
import { evidenceOf } from './field.js';
import type { Pod } from './pod.js';
import { POD_SOURCES, podOf } from './pod.js';
import { platformMinor } from './policy-version.js';

type PodDeclared = Omit<Declared, 'subjects' | 'needs' | 'evaluate'>;

/** A control of workloads whose rule is the same for every version of Kubernetes. */
export function podControl(
  declared: PodDeclared & { readonly check: (pod: Pod) => readonly Look[] },
): Control {
  const { check, ...rest } = declared;
  return declareControl({
    ...rest,
    subjects: POD_SOURCES,
    needs: [{ anyOf: POD_SOURCES }],
    evaluate: (view) => judgePod(podOf(view.subject.kind, view.object), check),
  });
}

/** A control of workloads whose rule depends on the cluster's Kubernetes version. */
export function versionedPodControl(
  declared: PodDeclared & {
    /** The minor number of the first Kubernetes 1.x that has the check; the default is 0. */
    readonly since?: number;
    readonly check: (pod: Pod, minor: number) => readonly Look[];
  },
): Control {
  const { check, since = 0, ...rest } = declared;
  return declareControl({
    ...rest,
    subjects: POD_SOURCES,
    needs: [{ anyOf: POD_SOURCES }, { derived: 'platform' }],
    evaluate: (view) => {
      const minor = platformMinor(view.derived('platform'));
      if (minor === undefined)
        return { verdict: 'unknown', reason: 'not-collected', detail: 'the Kubernetes version is not known' };
      if (minor < since)
        return {
          verdict: 'not-applicable',
          reason: `the check begins with Kubernetes 1.${since}, this is 1.${minor}`,
        };
      return judgePod(podOf(view.subject.kind, view.object), (pod) => check(pod, minor));
    },
  });
}

/** A fail outweighs what could not be read; what could not be read outweighs a pass. */
function judgePod(pod: Pod | undefined, check: (pod: Pod) => readonly Look[]): Judgement {
  if (!pod) return { verdict: 'not-applicable', reason: 'this kind carries no pod' };
  const looks = check(pod);
  const { misreads } = pod;
  const bad = looks.filter(({ ok, field }) => !ok && (misreads.isEmpty || !misreads.covers(field.path)));
  if (bad.length > 0) return { verdict: 'fail', evidence: bad.map(evidenceOf) };
  const unreadable = unreadableBecause(pod);
  if (unreadable !== undefined) return { verdict: 'unknown', reason: 'unreadable', detail: unreadable };
  return new Passed(looks);
}

/** Most passes are counted and never shown, so the evidence of one is written when somebody asks for it. */
class Passed {
  readonly verdict = 'pass';
  readonly #looks: readonly Look[];

  constructor(looks: readonly Look[]) {
    this.#looks = looks;
  }

  get evidence(): readonly Evidence[] {
    return this.#looks.map(evidenceOf);
  }
}

/** A pod that the API server would refuse to decode, or one without a container, is no evidence of anything good. */
function unreadableBecause({ misreads, containers, spec }: Pod): string | undefined {
  if (!misreads.isEmpty) return `wrong type at ${misreads.paths.join(', ')}`;
  return containers.length === 0 ? `there is no container at ${spec.path}.containers` : undefined;
}
