import { readFileSync } from 'node:fs';
import type { SubjectFacts } from '@plimsoll/engine';
import { judge } from '@plimsoll/engine';
import type { JsonObject, JsonValue } from '@plimsoll/model';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlsByReference } from '../find/find-control.js';
import { NEWEST_POLICY_MINOR } from './policy-version.js';

interface EngineCase {
  readonly case: string;
  readonly patch: JsonObject;
  readonly expect: readonly {
    readonly from: string;
    readonly baseline_fails: readonly string[];
    readonly restricted_fails: readonly string[];
  }[];
}
interface Facts {
  readonly base_pod: JsonObject;
  readonly cases: readonly EngineCase[];
}

const facts: Facts = JSON.parse(readFileSync(new URL('testdata/engine.json', import.meta.url), 'utf8'));

/** The checks of each level, with the minor version from which a check of restricted takes their place. */
const BASELINE: Readonly<Record<string, number>> = {
  appArmorProfile: Infinity,
  capabilities_baseline: 22,
  hostNamespaces: Infinity,
  hostPathVolumes: 0,
  hostPorts: Infinity,
  hostProbesAndHostLifecycle: Infinity,
  privileged: Infinity,
  procMount: 35,
  seLinuxOptions: Infinity,
  seccompProfile_baseline: 19,
  sysctls: Infinity,
  windowsHostProcess: Infinity,
};
const RESTRICTED = [
  'allowPrivilegeEscalation',
  'capabilities_restricted',
  'procMount_restricted',
  'restrictedVolumes',
  'runAsNonRoot',
  'runAsUser',
  'seccompProfile_restricted',
];

const restrictedAt = (minor: number): readonly string[] => [
  ...Object.keys(BASELINE).filter((check) => (BASELINE[check] ?? 0) > minor),
  ...RESTRICTED,
];

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The patch rule of the facts: deep merge, `<unset>` removes, a list element `{"+0": x}` merges x into element 0. */
function patched(base: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (Array.isArray(patch)) return patch.map((element: JsonValue) => patchedElement(base, element));
  if (!isObject(patch)) return patch;
  const merged: Record<string, JsonValue> = isObject(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(patch))
    if (value === '<unset>') delete merged[key];
    else merged[key] = patched(merged[key], value);
  return merged;
}
function patchedElement(base: JsonValue | undefined, element: JsonValue): JsonValue {
  if (!isObject(element) || element['+0'] === undefined) return element;
  return patched(Array.isArray(base) ? base[0] : {}, element['+0']);
}

function failing(object: JsonObject, minor: number, checks: readonly string[]): readonly string[] {
  return checks.filter((check) => {
    const [control] = controlsByReference(`pss:${check}`);
    if (!control) throw new Error(`no control is pss:${check}`);
    const known: SubjectFacts = {
      subject: { group: '', kind: 'Pod', namespace: 'n', name: 'p' },
      facts: { 'kube/core/Pod': { shape: 'object', object } },
      derived: () => ({ value: { kubernetesVersion: `1.${minor}` }, incomplete: false }),
    };
    const judgement = judge(control, known);
    expect(judgement.verdict).not.toBe('unknown');
    return judgement.verdict === 'fail';
  });
}

describe('the cases of Pod Security admission', () => {
  it.each(facts.cases)('$case', (given) => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } };
    const object = patched(patched(pod, facts.base_pod), given.patch);
    if (!isObject(object)) throw new Error('not an object');
    for (let minor = 0; minor <= NEWEST_POLICY_MINOR; minor++) {
      const expected = given.expect.filter(({ from }) => Number(from.slice(2)) <= minor).at(-1);
      const baseline = Object.keys(BASELINE);
      const restricted = restrictedAt(minor);
      expect({ minor, fails: failing(object, minor, baseline) }).toEqual({
        minor,
        fails: expected?.baseline_fails,
      });
      expect({ minor, fails: failing(object, minor, restricted) }).toEqual({
        minor,
        fails: expected?.restricted_fails,
      });
    }
  });
});

describe('the two levels', () => {
  const flag = fc.constantFrom(true, false, null);
  const profile = fc.constantFrom(
    null,
    {},
    { type: 'Unconfined' },
    { type: 'RuntimeDefault' },
    { type: 'Localhost' },
  );
  const capabilities = fc.record({
    add: fc.subarray(['CHOWN', 'NET_BIND_SERVICE', 'SYS_ADMIN', 'ALL']),
    drop: fc.subarray(['ALL', 'NET_RAW']),
  });
  const context = fc.record(
    {
      privileged: flag,
      runAsNonRoot: flag,
      runAsUser: fc.constantFrom(0, 1000, null),
      allowPrivilegeEscalation: flag,
      procMount: fc.constantFrom('', 'Default', 'Unmasked', null),
      seccompProfile: profile,
      appArmorProfile: profile,
      capabilities,
    },
    { requiredKeys: [] },
  );
  const container = fc.record({
    securityContext: context,
    ports: fc.constantFrom([], [{ hostPort: 0 }], [{ hostPort: 80 }]),
  });
  const volume = fc.constantFrom({}, { emptyDir: {} }, { hostPath: { path: '/' } }, { nfs: {} }, { csi: {} });
  const pod = fc.record({
    hostUsers: flag,
    hostPID: flag,
    securityContext: context,
    volumes: fc.array(volume, { maxLength: 2 }),
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    initContainers: fc.array(container, { maxLength: 1 }),
  }) as fc.Arbitrary<JsonObject>;

  it('are nested: a pod that baseline refuses is refused by restricted, at every version', () => {
    fc.assert(
      fc.property(pod, fc.nat(NEWEST_POLICY_MINOR), (spec, minor) => {
        const baseline = failing({ spec }, minor, Object.keys(BASELINE));
        const restricted = failing({ spec }, minor, restrictedAt(minor));
        expect(baseline.length === 0 || restricted.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
