import { isControlId, type Fact, type JsonObject, type SourceId } from '@plimsoll/model';
import { anyFact } from '@plimsoll/model/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Control } from '../control.js';
import { DERIVATIONS } from '../derivations/derivations.js';
import { allows } from '../derivations/effective-permissions/allows.js';
import { bindingOf } from '../derivations/effective-permissions/permissions.js';
import { subjectSources } from '../judge/control-sources.js';
import { anyRbacFacts, nodeFact, objectFact } from '../testing/index.js';
import { evaluateWorld, type World } from './evaluate-world.js';
import { createTallySheet } from './tallies.js';

const API = 'rbac.authorization.k8s.io/v1';
const control = (slug: string, more: Pick<Control, 'subjects' | 'needs' | 'evaluate'>): Control => {
  const id = `test/${slug}`;
  if (!isControlId(id)) throw new RangeError(id);
  return { id, title: '', why: '', remedy: '', references: [], severity: 'high', ...more };
};

const secrets = control('secrets', {
  subjects: ['kube/rbac.authorization.k8s.io/RoleBinding'],
  needs: [{ derived: 'effective-permissions' }],
  evaluate: (view) => {
    const binding = bindingOf(view.derived('effective-permissions'), view.subject);
    const granted = allows(binding?.rules ?? [], {
      verb: 'get',
      apiGroup: '',
      resource: 'secrets',
      resourceName: { any: true },
    });
    return { verdict: granted ? 'fail' : 'pass', evidence: [] };
  },
});
const sysctl = control('sysctl', {
  subjects: ['host/sysctl', 'host/identity'],
  needs: ['host/sysctl'],
  evaluate: (view) => ({ verdict: view.setting('host/sysctl', 'a') === '1' ? 'pass' : 'fail', evidence: [] }),
});

const role = (resource: string, instance: string): Fact =>
  objectFact(
    {
      apiVersion: API,
      kind: 'Role',
      metadata: { namespace: 'shop', name: 'r' },
      rules: [{ verbs: ['get'], apiGroups: [''], resources: [resource] }],
    },
    instance,
  );
const binding = (name: string, roleRef: JsonObject, instance: string): Fact =>
  objectFact(
    { apiVersion: API, kind: 'RoleBinding', metadata: { namespace: 'shop', name }, roleRef, subjects: [] },
    instance,
  );

function verdicts(facts: readonly Fact[], more: Partial<World> = {}): string[] {
  const world = {
    facts,
    controls: [secrets, sysctl],
    derivations: DERIVATIONS,
    completeSources: new Set<SourceId>(),
    complete: true,
    ...more,
  };
  return [...evaluateWorld(world)].flatMap(({ subject, judgements }) =>
    judgements.map(
      ({ control: { id }, judgement }) =>
        `${subject.instance ?? subject.name} ${id} ${judgement.verdict}${judgement.verdict === 'unknown' ? `: ${judgement.reason}` : ''}`,
    ),
  );
}

describe('a world in memory', () => {
  const toRole = { kind: 'Role', name: 'r' };

  it('judges objects of equal name each for itself', () => {
    expect(
      verdicts([
        role('secrets', 'f:1'),
        binding('b', toRole, 'f:2'),
        binding('b', { kind: 'Role', name: 'none' }, 'f:3'),
      ]),
    ).toEqual(['f:2 test/secrets fail', 'f:3 test/secrets pass']);
  });

  it('says ambiguous when candidates of a look-up lead to different verdicts, and the verdict when they agree', () => {
    expect(verdicts([role('secrets', 'f:1'), role('pods', 'f:2'), binding('b', toRole, 'f:3')])).toEqual([
      'f:3 test/secrets unknown: ambiguous',
    ]);
    expect(verdicts([role('secrets', 'f:1'), role('*', 'f:2'), binding('b', toRole, 'f:3')])).toEqual([
      'f:3 test/secrets fail',
    ]);
    expect(verdicts([role('pods', 'f:1'), role('pods', 'f:2'), binding('b', toRole, 'f:3')])).toEqual([
      'f:3 test/secrets pass',
    ]);
  });

  it('takes what is not in the files for unknown, unless they are the whole cluster', () => {
    expect(verdicts([binding('b', toRole, 'f:1')], { complete: false })).toEqual([
      'f:1 test/secrets unknown: incomplete',
    ]);
    expect(verdicts([binding('b', toRole, 'f:1'), role('secrets', 'f:2')], { complete: false })).toEqual([
      'f:1 test/secrets fail',
    ]);
    expect(verdicts([binding('b', toRole, 'f:1')])).toEqual(['f:1 test/secrets pass']);
  });

  it('gives unknown, never pass, when a needed fact is taken away', () => {
    const anyNode = fc.tuple(fc.constantFrom('1', '0'), fc.boolean());
    fc.assert(
      fc.property(fc.array(anyNode, { minLength: 1, maxLength: 5 }), (nodes) => {
        const facts = nodes.flatMap(([a, kept], index) => [
          nodeFact('host/identity', {}, `n${index}`),
          ...(kept ? [nodeFact('host/sysctl', { a }, `n${index}`)] : []),
        ]);
        expect(verdicts(facts)).toEqual(
          nodes.map(
            ([a, kept], index) =>
              `n${index} test/sysctl ${kept ? (a === '1' ? 'pass' : 'fail') : 'unknown: not-collected'}`,
          ),
        );
      }),
    );
  });

  it('never passes without a source that it held complete before', () => {
    fc.assert(
      fc.property(anyRbacFacts(), fc.nat(), (facts, index) => {
        const withheld = DERIVATIONS.flatMap(({ sources }) => sources)[index % 6];
        const rest = facts.filter(({ source }) => source !== withheld);
        const closed = new Set(
          DERIVATIONS.flatMap(({ sources }) => sources).filter((source) => source !== withheld),
        );
        const found = verdicts(rest, { complete: false, completeSources: closed });
        expect(found.filter((verdict) => withheld !== 'cluster/version' && verdict.endsWith('pass'))).toEqual(
          [],
        );
      }),
    );
  });

  it('judges nothing otherwise because of unrelated facts', () => {
    const sources = new Set<SourceId>([
      ...subjectSources(sysctl),
      ...DERIVATIONS.flatMap((derivation) => derivation.sources),
    ]);
    fc.assert(
      fc.property(anyRbacFacts(), fc.array(anyFact()), (facts, others) => {
        const unrelated = others.filter(({ source }) => !sources.has(source));
        expect(verdicts([...unrelated, ...facts])).toEqual(verdicts(facts));
      }),
    );
  });
});

describe('a tally sheet', () => {
  it('counts, joins chunks, and knows what met no subject', () => {
    const world = { completeSources: new Set<SourceId>(), complete: false };
    const sheet = createTallySheet([secrets, sysctl], world);
    sheet.add(secrets.id, 'fail');
    sheet.addCounts(secrets.id, { pass: 2, fail: 1, unknown: 0, notApplicable: 0, waived: 0 });
    expect(sheet.tallies().get(secrets.id)).toMatchObject({
      counts: { pass: 2, fail: 2 },
      complete: true,
      severity: 'high',
    });
    expect(sheet.tallies().get(sysctl.id)).toMatchObject({ counts: { unknown: 0 }, complete: false });
    expect(
      createTallySheet([sysctl], { ...world, complete: true })
        .tallies()
        .get(sysctl.id)?.complete,
    ).toBe(true);
  });
});
