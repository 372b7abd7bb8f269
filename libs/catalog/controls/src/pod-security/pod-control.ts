import type { Control } from '@plimsoll/engine';
import type { Evidence, Judgement } from '@plimsoll/model';
import type { Declared } from '../declare.js';
import { declareControl } from '../declare.js';
import type { Look } from './field.js';
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
  const bad = looks.filter((look) => !look.ok && !isMisread(pod, look.path));
  if (bad.length > 0) return { verdict: 'fail', evidence: bad.map(evidence) };
  const unreadable = unreadableBecause(pod);
  if (unreadable) return { verdict: 'unknown', reason: 'unreadable', detail: unreadable };
  return { verdict: 'pass', evidence: looks.map(evidence) };
}

/** True when the value at the path, or one above it, has the wrong type: nothing is known of it. */
const isMisread = (pod: Pod, path: string): boolean =>
  [...pod.misread].some(
    (wrong) => path === wrong || path.startsWith(`${wrong}.`) || path.startsWith(`${wrong}[`),
  );

/** A pod that the API server would refuse to decode, or one without a container, is no evidence of anything good. */
function unreadableBecause(pod: Pod): string | undefined {
  if (pod.misread.size > 0) return `wrong type at ${[...pod.misread].join(', ')}`;
  if (pod.containers.length === 0) return `there is no container at ${pod.spec.path}.containers`;
  return undefined;
}

const evidence = ({ path, value, wanted }: Look): Evidence => ({ path, value, wanted });
