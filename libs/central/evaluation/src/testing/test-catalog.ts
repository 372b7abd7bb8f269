import { hash } from 'node:crypto';
import type { Control, Derivation, Framework } from '@plimsoll/engine';
import { isControlId, isFrameworkId } from '@plimsoll/model';
import type { ControlId, FrameworkId, Judgement, JsonValue, SourceId } from '@plimsoll/model';
import type { EvaluationCatalogParts } from '../evaluation-catalog.js';

export function controlId(id: string): ControlId {
  if (!isControlId(id)) throw new Error(`${id} is no control's id`);
  return id;
}

export function frameworkId(id: string): FrameworkId {
  if (!isFrameworkId(id)) throw new Error(`${id} is no framework's id`);
  return id;
}

const control = (
  id: string,
  rest: Pick<Control, 'severity' | 'subjects' | 'needs' | 'evaluate'>,
): Control => ({
  id: controlId(id),
  title: id,
  why: 'why',
  remedy: 'remedy',
  references: [],
  ...rest,
});

const outcome = (good: boolean, path: string, value: JsonValue): Judgement => ({
  verdict: good ? 'pass' : 'fail',
  evidence: [{ path, value, wanted: 'good' }],
});

const DEPLOYMENT: SourceId = 'kube/apps/Deployment';

/** A Deployment passes while `spec.mode` is `good`; without it the control does not apply. */
const mode = control('test/mode', {
  severity: 'high',
  subjects: [DEPLOYMENT, 'kube/core/Pod'],
  needs: [],
  evaluate: ({ object }) =>
    object['mode'] === undefined
      ? { verdict: 'not-applicable', reason: 'no mode' }
      : outcome(object['mode'] === 'good', 'mode', object['mode']),
});

/** A node passes while the setting `kernel.good` is 1. */
const kernel = control('test/kernel', {
  severity: 'medium',
  subjects: ['host/sysctl'],
  needs: ['host/sysctl'],
  evaluate: ({ setting }) =>
    outcome(
      setting('host/sysctl', 'kernel.good') === '1',
      'kernel.good',
      JSON.stringify(setting('host/sysctl', 'kernel.good') ?? null),
    ),
});

/** A Deployment fails while its namespace has a role binding. */
const bindings = control('test/bindings', {
  severity: 'low',
  subjects: [DEPLOYMENT],
  needs: [{ derived: 'effective-permissions' }],
  evaluate: ({ derived }) =>
    outcome(!derived('effective-permissions'), 'bindings', derived('effective-permissions') ?? 0),
});

/** The number of role bindings of each namespace. */
const countBindings: Derivation = {
  id: 'effective-permissions',
  sources: ['kube/rbac.authorization.k8s.io/RoleBinding'],
  derive: (facts) => {
    const counts = new Map<string, number>();
    for (const { subject } of facts) counts.set(subject.namespace, (counts.get(subject.namespace) ?? 0) + 1);
    return counts;
  },
  keyOf: ({ namespace }) => namespace,
};

const framework: Framework = {
  id: frameworkId('test-1'),
  title: 'Test',
  revision: '1',
  source: 'test',
  requirements: [
    { id: '1', title: 'mode', assessment: 'automated', controls: [{ control: mode.id, mapping: 'direct' }] },
    {
      id: '2',
      title: 'kernel',
      assessment: 'automated',
      controls: [{ control: kernel.id, mapping: 'direct' }],
    },
    {
      id: '3',
      title: 'bindings',
      assessment: 'automated',
      controls: [{ control: bindings.id, mapping: 'direct' }],
    },
  ],
};

/** A catalogue of three controls; `versions` changes a control's digest, `ordinal` goes up with it. */
export function testCatalog(
  ordinal = 1,
  versions: Readonly<Record<string, string>> = {},
  controls: readonly Control[] = [mode, kernel, bindings],
): EvaluationCatalogParts {
  const ids = controls.map(({ id }) => id);
  return {
    controls,
    frameworks: [framework],
    derivations: [countBindings],
    places: { 'test/mode': 0, 'test/kernel': 1, 'test/bindings': 2 },
    ordinal,
    digests: Object.fromEntries(ids.map((id) => [id, hash('sha256', `${id} ${versions[id] ?? ''}`, 'hex')])),
  };
}

export const TEST_FRAMEWORK = framework.id;
