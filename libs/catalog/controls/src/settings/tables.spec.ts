import type { Control, ControlCase, SubjectView } from '@plimsoll/engine';
import { judge } from '@plimsoll/engine';
import { SOURCE_IDS, type FactBody, type Setting, type SourceId } from '@plimsoll/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootCases, bootControls } from '../boot/index.js';
import { cpuCases, cpuControls } from '../cpu/index.js';
import { hostControls, hostFactCases } from '../host/index.js';
import { kernelCases, kernelControls } from '../kernel/index.js';
import { runtimeCases, runtimeControls } from '../runtime/index.js';

const ofFacts = hostControls.filter(({ id }) => Object.hasOwn(hostFactCases, id));
const CONTROLS = [...kernelControls, ...cpuControls, ...bootControls, ...ofFacts, ...runtimeControls];
const CASES = { ...kernelCases, ...cpuCases, ...bootCases, ...hostFactCases, ...runtimeCases };
const casesOf = (control: Control): readonly ControlCase[] => CASES[control.id] ?? [];
const EVERY = CONTROLS.flatMap((control) => casesOf(control).map((example) => ({ control, example })));

const judged = (control: Control, example: Pick<ControlCase, 'subject' | 'facts'>) =>
  judge(control, { subject: example.subject, facts: example.facts });

/** Which settings a control asked for, when it is shown these facts. */
function keysRead(control: Control, example: ControlCase): readonly (readonly [SourceId, string])[] {
  const asked: [SourceId, string][] = [];
  const view: SubjectView = {
    subject: example.subject,
    object: {},
    fact: (source) => example.facts[source],
    derived: () => undefined,
    setting: (source, key) => {
      asked.push([source, key]);
      const body = example.facts[source];
      return body?.shape === 'settings' ? body.settings[key] : undefined;
    },
  };
  control.evaluate(view);
  return asked;
}

function without(facts: ControlCase['facts'], source: SourceId, key: string): ControlCase['facts'] {
  const body = facts[source];
  if (body?.shape !== 'settings') return facts;
  const settings = Object.fromEntries(Object.entries(body.settings).filter(([name]) => name !== key));
  return { ...facts, [source]: { shape: 'settings', settings } };
}

/** Rules with alternatives: what one of them says stands, whatever becomes of the others. */
const hasAlternatives = ({ id }: Control): boolean =>
  /^kernel\/(?:config-|cmdline-|module-overlay$)/.test(id);

/** Where several settings are judged together, one that is bad stays bad when another is lost. */
const allowedAfterLoss = (control: Control, verdict: string): readonly string[] =>
  verdict === 'fail' || hasAlternatives(control) ? ['unknown', verdict] : ['unknown'];

const keysThere = (control: Control, example: ControlCase): ReturnType<typeof keysRead> =>
  keysRead(control, example).filter(([source, key]) => isThere(example, source, key));

/** Without what a verdict was made from, and without what it would be made from then. */
function withoutAllRead(control: Control, example: ControlCase): ControlCase['facts'] {
  let { facts } = example;
  for (;;) {
    const keys = keysThere(control, { ...example, facts });
    if (keys.length === 0) return facts;
    facts = keys.reduce((left, [source, key]) => without(left, source, key), facts);
  }
}

const isThere = (example: ControlCase, source: SourceId, key: string): boolean => {
  const body = example.facts[source];
  return body?.shape === 'settings' && Object.hasOwn(body.settings, key);
};

describe('the tables of a host', () => {
  it('judge every example as it says', () => {
    const wrong = EVERY.flatMap(({ control, example }) => {
      const judgement = judged(control, example);
      return judgement.verdict === example.expect.verdict
        ? []
        : [`${control.id}: ${example.title}: ${JSON.stringify(judgement)}`];
    });
    expect(wrong).toEqual([]);
    expect(EVERY.length).toBeGreaterThan(600);
  });

  it('give the reasons and the evidence that the examples name', () => {
    for (const { control, example } of EVERY) {
      const { reason, evidence } = example.expect;
      const named = {
        ...(reason === undefined ? {} : { reason }),
        ...(evidence === undefined ? {} : { evidence }),
      };
      expect(judged(control, example)).toMatchObject(named);
    }
  });

  it('show a pass, a fail and an unknown of every control', () => {
    for (const control of CONTROLS) {
      const shown = new Set(casesOf(control).map(({ expect: { verdict } }) => verdict));
      expect([control.id, shown.has('pass'), shown.has('fail'), shown.has('unknown')]).toEqual([
        control.id,
        true,
        true,
        true,
      ]);
    }
  });

  it('have ids of their own, a remedy with a command, and a reference', () => {
    expect(new Set(CONTROLS.map(({ id }) => id)).size).toBe(CONTROLS.length);
    expect(Object.keys(CASES).sort()).toEqual(CONTROLS.map(({ id }) => `${id}`).sort());
    for (const control of CONTROLS) {
      expect(control.remedy).toMatch(/`[^`]+`/);
      expect(control.references.length).toBeGreaterThan(0);
      expect([control.title, control.why].every((text) => text.length > 10)).toBe(true);
    }
  });

  it('lose every verdict with any setting that it was made from, and never to a pass', () => {
    for (const { control, example } of EVERY) {
      if (judged(control, example).verdict === 'unknown') continue;
      const facts = withoutAllRead(control, example);
      expect([control.id, example.title, judged(control, { ...example, facts }).verdict]).toEqual([
        control.id,
        example.title,
        'unknown',
      ]);
      for (const [source, key] of keysThere(control, example)) {
        const facts = without(example.facts, source, key);
        const { verdict } = judged(control, { ...example, facts });
        expect(allowedAfterLoss(control, judged(control, example).verdict)).toContain(verdict);
      }
      for (const source of control.needs) {
        if (typeof source !== 'string') continue;
        const facts = Object.fromEntries(Object.entries(example.facts).filter(([name]) => name !== source));
        expect(judged(control, { ...example, facts })).toMatchObject({
          verdict: 'unknown',
          reason: 'not-collected',
        });
      }
    }
  });

  it('lose every verdict when a setting that it was made from becomes unreadable', () => {
    const unreadable: Setting = { unreadable: 'io', detail: 'EIO' };
    for (const { control, example } of EVERY) {
      if (judged(control, example).verdict === 'unknown') continue;
      for (const [source, key] of keysRead(control, example)) {
        const body = example.facts[source];
        if (body?.shape !== 'settings') continue;
        const facts = {
          ...example.facts,
          [source]: { shape: 'settings', settings: { ...body.settings, [key]: unreadable } } as const,
        };
        expect(allowedAfterLoss(control, judged(control, example).verdict)).toContain(
          judged(control, { ...example, facts }).verdict,
        );
      }
    }
  });

  it('do not look at settings of others', () => {
    // Without dots: every dotted key of host/sysctl-declared is a declared setting, and so about the control.
    const name = fc.string({ minLength: 1 }).map((text) => `unrelated ${text.replaceAll('.', '')}`);
    const unrelated = fc.dictionary(name, fc.string(), { maxKeys: 4 });
    fc.assert(
      fc.property(fc.nat(EVERY.length - 1), unrelated, (index, settings) => {
        const picked = EVERY[index];
        if (picked === undefined) return;
        const { control, example } = picked;
        const facts = Object.fromEntries(
          Object.entries(example.facts).map(([source, body]) => [
            source,
            body.shape === 'settings' ? { ...body, settings: { ...settings, ...body.settings } } : body,
          ]),
        );
        expect(judged(control, { ...example, facts })).toEqual(judged(control, example));
      }),
    );
  });

  it('never throw, whatever the settings are', () => {
    const setting: fc.Arbitrary<Setting> = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '0',
        '1',
        '2',
        '-1',
        '65536',
        'Y',
        'N',
        '|',
        '/',
        '[none]',
        'Mitigation:',
        '99999999999999999999999',
      ),
      fc.record({ absent: fc.string() }),
      fc.record({ unreadable: fc.constantFrom('permission' as const, 'namespace' as const, 'io' as const) }),
    );
    const sources = SOURCE_IDS.filter((source) => source.startsWith('host/'));
    const keysOf = new Map(
      CONTROLS.map((control) => {
        const bodies = casesOf(control).flatMap(({ facts }) => Object.values(facts));
        const keys = bodies.flatMap((body) => (body.shape === 'settings' ? Object.keys(body.settings) : []));
        return [control, [...new Set(keys)]] as const;
      }),
    );
    fc.assert(
      fc.property(fc.array(setting, { minLength: 7, maxLength: 7 }), fc.boolean(), (values, shaped) => {
        let next = 0;
        const pick = (): Setting => values[next++ % values.length] ?? '';
        for (const control of CONTROLS) {
          const keys = keysOf.get(control) ?? [];
          const body: FactBody = shaped
            ? { shape: 'settings', settings: Object.fromEntries(keys.map((key) => [key, pick()])) }
            : { shape: 'object', object: {} };
          const facts = Object.fromEntries(sources.map((source) => [source, body]));
          const judgement = judged(control, {
            subject: { group: '', kind: 'Node', namespace: '', name: 'n' },
            facts,
          });
          // One by one, the assertion would take longer than all that it asserts.
          if (judgement.verdict === 'unknown' && judgement.reason === 'error')
            expect.fail(`${control.id} threw: ${judgement.detail}`);
        }
      }),
      { numRuns: 20 },
    );
  });
});
