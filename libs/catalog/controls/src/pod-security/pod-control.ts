import type { Control, SubjectView } from '@plimsoll/engine';
import type { Evidence, Judgement } from '@plimsoll/model';
import type { Declared } from '../declare.js';
import { declareControl } from '../declare.js';
import { Looks } from './looks.js';
import type { Pod } from './pod.js';
import { POD_SOURCES, podOf } from './pod.js';
import { platformMinor } from './policy-version.js';

type PodDeclared = Omit<Declared, 'subjects' | 'needs' | 'evaluate'>;

/** Looks at a pod; asked again, it looks at the same. */
type Check = (pod: Pod, looks: Looks, minor: number) => void;

/** A control of workloads whose rule is the same for every version of Kubernetes. */
export function podControl(
  declared: PodDeclared & { readonly check: (pod: Pod, looks: Looks) => void },
): Control {
  const { check, ...rest } = declared;
  return declareControl({
    ...rest,
    subjects: POD_SOURCES,
    needs: [{ anyOf: POD_SOURCES }],
    evaluate: (view) => judgePod(view, check, ANY_MINOR),
  });
}

/** A control of workloads whose rule depends on the cluster's Kubernetes version. */
export function versionedPodControl(
  declared: PodDeclared & {
    /** The minor number of the first Kubernetes 1.x that has the check; the default is 0. */
    readonly since?: number;
    readonly check: Check;
  },
): Control {
  const { check, since = 0, ...rest } = declared;
  return declareControl({
    ...rest,
    subjects: POD_SOURCES,
    needs: [{ anyOf: POD_SOURCES }, { derived: 'platform' }],
    evaluate: (view) => {
      const minor = platformMinor(view.derived('platform'));
      if (minor === undefined) return VERSION_UNKNOWN;
      return minor < since ? beforeItBegan(since, minor) : judgePod(view, check, minor);
    },
  });
}

/** Of a check that does not ask for the version. */
const ANY_MINOR = 0;

const VERSION_UNKNOWN: Judgement = {
  verdict: 'unknown',
  reason: 'not-collected',
  detail: 'the Kubernetes version is not known',
};
const NO_POD: Judgement = { verdict: 'not-applicable', reason: 'this kind carries no pod' };

const beforeItBegan = (since: number, minor: number): Judgement => ({
  verdict: 'not-applicable',
  reason: `the check begins with Kubernetes 1.${since}, this is 1.${minor}`,
});

/** A fail outweighs what could not be read; what could not be read outweighs a pass. */
function judgePod({ subject, object }: SubjectView, check: Check, minor: number): Judgement {
  const pod = podOf(subject.kind, object);
  if (pod === undefined) return NO_POD;
  const { misreads } = pod;
  const bad = new Looks();
  check(pod, bad, minor);
  if (!bad.isEmpty) {
    const evidence = misreads.count === 0 ? bad.evidence() : bad.evidence((path) => misreads.covers(path));
    if (evidence.length > 0) return { verdict: 'fail', evidence };
  }
  const unreadable = unreadableBecause(pod);
  if (unreadable !== undefined) return { verdict: 'unknown', reason: 'unreadable', detail: unreadable };
  return new Passed(pod, check, minor);
}

/** Most passes are counted and never shown, so the evidence of one is gathered when somebody asks for it. */
class Passed {
  readonly verdict = 'pass';
  readonly #pod: Pod;
  readonly #check: Check;
  readonly #minor: number;

  constructor(pod: Pod, check: Check, minor: number) {
    this.#pod = pod;
    this.#check = check;
    this.#minor = minor;
  }

  get evidence(): readonly Evidence[] {
    const all = new Looks('all');
    this.#check(this.#pod, all, this.#minor);
    return all.evidence();
  }
}

/** A pod that the API server would refuse to decode, or one without a container, is no evidence of anything good. */
function unreadableBecause({ misreads, containers, spec }: Pod): string | undefined {
  if (misreads.count > 0) return `wrong type at ${misreads.paths.join(', ')}`;
  return containers.length === 0 ? `there is no container at ${spec.path}.containers` : undefined;
}
