import fc from 'fast-check';
import type { Fact, FactBody, Setting } from '../facts/fact.js';
import type { Subject } from '../facts/subject.js';
import { isControlId, type ControlId } from '../ids.js';
import type { JsonObject, JsonValue } from '../json.js';
import type { ControlTally } from '../posture/tally.js';
import { SOURCE_IDS, sourceDefinition, type SourceId } from '../sources/registry.js';
import { SEVERITIES, type VerdictCounts } from '../verdicts/verdict.js';

/** Text that UTF-8 can hold, with quotes, controls, slashes, percent signs and surrogate pairs. */
export const anyText = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom('/', '%', '2', 'F', '"', '\\', '\n', 'a'), maxLength: 8 }),
  );

/** Any value that I-JSON can hold, a few levels deep. */
export const anyJson = (): fc.Arbitrary<JsonValue> =>
  fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant(null),
      fc.boolean(),
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map((number) => (Object.is(number, -0) ? 0 : number)),
      anyText(),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(anyText(), tie('value'), { maxKeys: 5 }),
    ),
  })).value;

/** Any subject, its parts arbitrary text; kind and name are never empty. */
export const anySubject = (): fc.Arbitrary<Subject> => {
  const filled = anyText().filter((text) => text !== '');
  return fc.record(
    { group: anyText(), kind: filled, namespace: anyText(), name: filled, instance: filled },
    { requiredKeys: ['group', 'kind', 'namespace', 'name'] },
  );
};

const anySetting = (): fc.Arbitrary<Setting> =>
  fc.oneof<fc.Arbitrary<Setting>[]>(
    anyText(),
    fc.record({ absent: anyText() }),
    fc.record(
      {
        unreadable: fc.constantFrom(
          'permission',
          'namespace',
          'too-large',
          'not-regular',
          'not-mounted',
          'invalid',
          'io',
        ),
        detail: anyText(),
      },
      { requiredKeys: ['unreadable'] },
    ),
  );

const anyObjectBody = (): fc.Arbitrary<FactBody> =>
  fc
    .tuple(
      fc.dictionary(anyText(), anyJson(), { maxKeys: 4 }),
      fc.dictionary(anyText(), anyText(), { maxKeys: 3 }),
    )
    .map(([rest, labels]): FactBody => {
      const object: JsonObject = { ...rest, apiVersion: 'v1', kind: 'Thing', metadata: { labels } };
      return { shape: 'object', object };
    });

/** Any body of any of the four shapes. */
export const anyBody = (): fc.Arbitrary<FactBody> =>
  fc.oneof(
    anyObjectBody(),
    fc.record({
      shape: fc.constant('settings' as const),
      settings: fc.dictionary(anyText(), anySetting(), { maxKeys: 5 }),
    }),
    fc.record({
      shape: fc.constant('files' as const),
      files: fc.dictionary(
        anyText(),
        fc.oneof(
          fc.record(
            {
              mode: fc.nat(0o7777),
              uid: fc.nat(65535),
              gid: fc.nat(65535),
              kind: fc.constantFrom('directory' as const, 'socket' as const),
              digest: anyText(),
              user: anyText(),
              group: anyText(),
              path: anyText(),
            },
            { requiredKeys: ['mode', 'uid', 'gid'] },
          ),
          fc.record({ matches: fc.nat(4096) }),
          fc.record({ absent: anyText() }),
        ),
        { maxKeys: 4 },
      ),
    }),
    fc.record({
      shape: fc.constant('components' as const),
      components: fc.array(
        fc.record(
          { name: anyText().map((text) => `c${text}`), version: anyText(), purl: anyText() },
          { requiredKeys: ['name', 'version'] },
        ),
        { maxLength: 4 },
      ),
    }),
  );

export const anySource = (): fc.Arbitrary<SourceId> => fc.constantFrom(...SOURCE_IDS);

/** Any fact; the body has the shape of its source, settings and objects being all there are. */
export const anyFact = (): fc.Arbitrary<Fact> =>
  fc
    .tuple(anySource(), anySubject(), anyObjectBody(), fc.dictionary(anyText(), anySetting(), { maxKeys: 4 }))
    .map(([source, subject, object, settings]) => {
      const { shape, partitioned } = sourceDefinition(source);
      return {
        source,
        partition: partitioned === 'node' ? subject.name : '',
        subject,
        body: shape === 'object' ? object : { shape: 'settings', settings },
      };
    });

/** Counts of a few subjects each. */
export const anyCounts = (): fc.Arbitrary<VerdictCounts> =>
  fc.record({
    pass: fc.nat(5),
    fail: fc.nat(5),
    unknown: fc.nat(5),
    notApplicable: fc.nat(5),
    waived: fc.nat(2),
  });

/** A control's id from a number, so that tests name what they mean: `family/control-3`. */
export function controlIdOf(number: number): ControlId {
  const id = `family/control-${number}`;
  if (isControlId(id)) return id;
  throw new RangeError(`${id} is no control id`);
}

/** One to eight controls with arbitrary severities and counts, each once. */
export const anyTallies = (): fc.Arbitrary<ReadonlyMap<ControlId, ControlTally>> =>
  fc
    .array(
      fc.record({ severity: fc.constantFrom(...SEVERITIES), counts: anyCounts(), complete: fc.boolean() }),
      { minLength: 1, maxLength: 8 },
    )
    .map(
      (list) =>
        new Map(list.map((tally, index) => [controlIdOf(index), { ...tally, control: controlIdOf(index) }])),
    );
