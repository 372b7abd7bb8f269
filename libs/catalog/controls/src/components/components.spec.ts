import type { Control, ControlCase, SubjectView } from '@plimsoll/engine';
import { DERIVATIONS, evaluateWorld, judge } from '@plimsoll/engine';
import type { Fact, JsonValue, Setting, SourceId } from '@plimsoll/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlPlaneCases, controlPlaneControls } from '../control-plane/index.js';
import { kubeProxyCases, kubeProxyControls } from '../kube-proxy/index.js';
import { kubeletCases, kubeletControls } from '../kubelet/index.js';

const CONTROLS = [...controlPlaneControls, ...kubeletControls, ...kubeProxyControls];
const CASES = { ...controlPlaneCases, ...kubeletCases, ...kubeProxyCases };
const casesOf = (control: Control): readonly ControlCase[] => CASES[control.id] ?? [];
const EVERY = CONTROLS.flatMap((control) => casesOf(control).map((example) => ({ control, example })));

const judged = (control: Control, { subject, facts, derived }: ControlCase) =>
  judge(control, {
    subject,
    facts,
    derived: (id) => {
      const value = derived?.[id];
      return value === undefined ? undefined : { value, incomplete: false };
    },
  });

/** Which settings a control asked for; where a value comes from is shown, and decides nothing. */
function keysRead(control: Control, example: ControlCase): readonly (readonly [SourceId, string])[] {
  const asked: [SourceId, string][] = [];
  const view: SubjectView = {
    subject: example.subject,
    object: {},
    fact: (source) => example.facts[source],
    derived: (id): JsonValue | undefined => example.derived?.[id],
    setting: (source, key) => {
      if (!key.endsWith(' origin')) asked.push([source, key]);
      const body = example.facts[source];
      return body?.shape === 'settings' ? body.settings[key] : undefined;
    },
  };
  control.evaluate(view);
  return asked;
}

function withSetting(
  example: ControlCase,
  source: SourceId,
  key: string,
  setting: Setting | undefined,
): ControlCase {
  const body = example.facts[source];
  if (body?.shape !== 'settings') return example;
  const { [key]: _, ...rest } = body.settings;
  const settings = setting === undefined ? rest : { ...rest, [key]: setting };
  return { ...example, facts: { ...example.facts, [source]: { shape: 'settings', settings } } };
}

const hasAlternative = ({ title }: ControlCase, key: string): boolean =>
  key === 'process' && /manifest|mirror Pod/.test(title);

describe('the tables of components', () => {
  it('judge every example as it says, with its evidence', () => {
    for (const { control, example } of EVERY) {
      const { verdict, reason, evidence = [] } = example.expect;
      const judgement = judged(control, example);
      expect([control.id, example.title, judgement]).toMatchObject([
        control.id,
        example.title,
        { verdict, ...(reason === undefined ? {} : { reason }) },
      ]);
      const shown = 'evidence' in judgement ? (judgement.evidence ?? []) : [];
      for (const wanted of evidence) expect(shown).toContainEqual(expect.objectContaining(wanted));
    }
    expect(EVERY.length).toBeGreaterThan(1000);
  });

  it('show a pass, a fail and an unknown of every control, and have cases for each', () => {
    expect(Object.keys(CASES).sort()).toEqual(CONTROLS.map(({ id }) => `${id}`).sort());
    for (const control of CONTROLS) {
      const shown = new Set(casesOf(control).map(({ expect: { verdict } }) => verdict));
      expect([control.id, ...['pass', 'fail', 'unknown'].filter((one) => !shown.has(one as 'pass'))]).toEqual(
        [control.id],
      );
    }
  });

  it('have a remedy with a command, and a reference', () => {
    for (const control of CONTROLS) {
      expect(control.remedy).toMatch(/`[^`]+`/);
      expect(control.references.length).toBeGreaterThan(0);
      expect([control.title, control.why].every((text) => text.length > 10)).toBe(true);
    }
  });

  it('lose every verdict with any setting that it was made from, and never to a pass', () => {
    const unreadable: Setting = { unreadable: 'io', detail: 'EIO' };
    for (const { control, example } of EVERY) {
      const before = judged(control, example);
      if (before.verdict === 'unknown') continue;
      for (const [source, key] of keysRead(control, example)) {
        // Where the process cannot be seen its manifest or its Pod may be: these are the cases of those.
        if (example.facts[source] === undefined || hasAlternative(example, key)) continue;
        for (const setting of [undefined, unreadable]) {
          const { verdict } = judged(control, withSetting(example, source, key, setting));
          const allowed = before.verdict === 'pass' ? ['unknown'] : ['unknown', before.verdict];
          expect([control.id, example.title, key, allowed.includes(verdict), verdict]).toEqual([
            control.id,
            example.title,
            key,
            true,
            verdict,
          ]);
        }
      }
    }
  });

  it('never throw, whatever the settings are', () => {
    const setting: fc.Arbitrary<Setting> = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('true', 'false', '0', '', 'A=true', '[::1]:1', '1h', ',', '=', 'k3s server'),
      fc.record({ absent: fc.string() }),
      fc.record({ unreadable: fc.constantFrom('permission' as const, 'io' as const) }),
    );
    fc.assert(
      fc.property(fc.array(setting, { minLength: 5, maxLength: 5 }), fc.jsonValue(), (values, derived) => {
        let next = 0;
        for (const { control, example } of EVERY.filter((_, index) => index % 17 === 0)) {
          const facts = Object.fromEntries(
            Object.entries(example.facts).map(([source, body]) => {
              if (body.shape !== 'settings') return [source, body];
              const keys = Object.keys(body.settings);
              const settings = Object.fromEntries(keys.map((key) => [key, values[next++ % 5] ?? '']));
              return [source, { shape: 'settings' as const, settings }];
            }),
          );
          const told = { 'component-flags': derived as JsonValue };
          expect(judged(control, { ...example, facts, derived: told })).not.toMatchObject({
            reason: 'error',
          });
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a node without an agent', () => {
  const node = (roles: readonly string[]): Fact => ({
    source: 'kube/core/Node',
    partition: '',
    subject: { group: '', kind: 'Node', namespace: '', name: 'a' },
    body: {
      shape: 'object',
      object: {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name: 'a',
          labels: Object.fromEntries(roles.map((role) => [`node-role.kubernetes.io/${role}`, ''])),
        },
      },
    },
  });
  const mirror: Fact = {
    source: 'kube/core/Pod',
    partition: '',
    subject: { group: '', kind: 'Pod', namespace: 'kube-system', name: 'kube-apiserver-a' },
    body: {
      shape: 'object',
      object: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'kube-apiserver-a',
          namespace: 'kube-system',
          ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'a', controller: true }],
        },
        spec: {
          nodeName: 'a',
          containers: [
            {
              name: 'kube-apiserver',
              command: ['kube-apiserver', '--profiling=false', '--etcd-servers=[redacted]'],
            },
          ],
        },
      },
    },
  };
  const judgements = (facts: readonly Fact[], complete: boolean) => {
    const world = { facts, derivations: DERIVATIONS, completeSources: new Set<SourceId>(), complete };
    const judged = [...evaluateWorld({ ...world, controls: controlPlaneControls })];
    const all = judged.find(({ subject }) => subject.kind === 'Node')?.judgements ?? [];
    return new Map(all.map(({ control, judgement }) => [`${control.id}`, judgement]));
  };

  it('is judged by its mirror Pods, when the API was read as a whole', () => {
    const found = judgements([node(['control-plane']), mirror], true);
    expect(found.get('control-plane/kube-apiserver-profiling')).toMatchObject({
      verdict: 'pass',
      evidence: [
        { path: 'kube-apiserver --profiling', value: 'false' },
        { path: 'kube-apiserver', value: 'Pod kube-system/kube-apiserver-a' },
      ],
    });
    expect(found.get('control-plane/kube-apiserver-anonymous-auth')).toMatchObject({ verdict: 'fail' });
    expect(found.get('control-plane/kube-scheduler-profiling')).toMatchObject({
      verdict: 'unknown',
      reason: 'not-collected',
    });
    expect(judgements([node([])], true).get('control-plane/kube-apiserver-profiling')).toMatchObject({
      verdict: 'not-applicable',
    });
  });

  it('passes nothing while some of the API was not read, and may fail', () => {
    const found = judgements([node(['control-plane']), mirror], false);
    expect(found.get('control-plane/kube-apiserver-profiling')).toMatchObject({
      verdict: 'unknown',
      reason: 'incomplete',
    });
    expect(found.get('control-plane/kube-apiserver-anonymous-auth')).toMatchObject({ verdict: 'fail' });
  });
});
