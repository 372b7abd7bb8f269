import type { Control, SubjectFacts } from '@plimsoll/engine';
import { judge } from '@plimsoll/engine';
import type { FactBody, JsonObject, JsonValue, SourceId } from '@plimsoll/model';
import { sourceDefinition } from '@plimsoll/model';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../registry.js';
import { CASES } from './cases.js';

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Some value anywhere in it replaced by any JSON. */
function broken(value: JsonValue, path: readonly number[], by: JsonValue): JsonValue {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const entries: readonly (readonly [string, JsonValue])[] = Object.entries(value);
  const chosen = step % Math.max(entries.length, 1);
  const changed = entries.map(
    ([key, old], index) => [key, index === chosen ? broken(old, rest, by) : old] as const,
  );
  return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed);
}

const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;
const wrong = fc.tuple(fc.array(fc.nat(20), { maxLength: 8 }), json);

/** The examples of a control that have an object, each with one value in it replaced. */
function brokenExamples(control: Control): fc.Arbitrary<SubjectFacts> {
  const cases = CASES[control.id] ?? [];
  return fc.record({ example: fc.constantFrom(...cases), wrong, platform: json }).map((drawn) => {
    const bodies = Object.entries(drawn.example.facts) as [SourceId, FactBody][];
    const facts = bodies.map(([source, body]) => [source, brokenBody(body, ...drawn.wrong)] as const);
    const derived = drawn.example.derived ?? {};
    return {
      subject: drawn.example.subject,
      facts: Object.fromEntries(facts),
      derived: (id) => ({ value: derived[id] ?? drawn.platform, incomplete: false }),
    };
  });
}

function brokenBody(body: FactBody, path: readonly number[], by: JsonValue): FactBody {
  if (body.shape !== 'object') return body;
  const object = broken(body.object, path, by);
  return { shape: 'object', object: isObject(object) ? object : {} };
}

const ofObjects = CONTROLS.filter(({ subjects }) =>
  subjects.some((source) => sourceDefinition(source).shape === 'object'),
);

describe.each(ofObjects.map((control) => ({ id: control.id, control })))('$id', ({ control }) => {
  it('judges any object and never throws', () => {
    fc.assert(
      fc.property(brokenExamples(control), (known) => {
        const judgement = judge(control, known);
        expect(judgement).not.toMatchObject({ reason: 'error' });
        expect(judgement).not.toMatchObject({ verdict: 'fail', evidence: [] });
      }),
      { numRuns: 200 },
    );
  });
});
