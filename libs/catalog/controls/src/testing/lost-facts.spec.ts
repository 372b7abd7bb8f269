import type { Control, ControlCase, DerivedId, SubjectView } from '@plimsoll/engine';
import { judge } from '@plimsoll/engine';
import type { FactBody, Judgement, JsonValue, SourceId } from '@plimsoll/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../registry.js';
import { CASES } from './cases.js';

type Facts = ControlCase['facts'];
type Known = Pick<ControlCase, 'subject' | 'facts' | 'derived'>;

/** One thing that a control can look at. */
type Piece =
  | { readonly setting: string; readonly of: SourceId }
  | { readonly file: string; readonly of: SourceId }
  | { readonly derived: DerivedId };

const OF_NODES = /^(?:boot|control-plane|cpu|host|kernel|kube-proxy|kubelet|node-files|runtime)\//;
const ROWS = CONTROLS.filter(({ id }) => OF_NODES.test(id));
const EVERY = ROWS.flatMap((control) =>
  (CASES[control.id] ?? []).map((example) => ({ control, example, judgement: judged(control, example) })),
);
const DECIDED = EVERY.filter(({ judgement }) => judgement.verdict !== 'unknown');

function judged(control: Control, { subject, facts, derived }: Known): Judgement {
  return judge(control, {
    subject,
    facts,
    derived: (id) => {
      const value = derived?.[id];
      return value === undefined ? undefined : { value, incomplete: false };
    },
  });
}

/** What a control looks at; where a value comes from is shown, and decides nothing. */
function looksAt(control: Control, { subject, facts, derived }: Known): readonly Piece[] {
  const pieces: Piece[] = [];
  const view: SubjectView = {
    subject,
    object: {},
    fact: (source) => {
      const body = facts[source];
      if (body?.shape === 'files')
        pieces.push(...Object.keys(body.files).map((file) => ({ file, of: source })));
      return body;
    },
    derived: (id): JsonValue | undefined => {
      if (derived?.[id] !== undefined) pieces.push({ derived: id });
      return derived?.[id];
    },
    setting: (source, key) => {
      const body = facts[source];
      if (body?.shape !== 'settings' || !Object.hasOwn(body.settings, key)) return undefined;
      if (!key.endsWith(' origin')) pieces.push({ setting: key, of: source });
      return body.settings[key];
    },
  };
  control.evaluate(view);
  return pieces;
}

const omit = <Value>(record: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

function without(known: Known, piece: Piece): Known {
  if ('derived' in piece) {
    const { [piece.derived]: _, ...derived } = known.derived ?? {};
    return { ...known, derived };
  }
  const body = known.facts[piece.of];
  const facts = (changed: FactBody): Facts => ({ ...known.facts, [piece.of]: changed });
  if ('setting' in piece && body?.shape === 'settings')
    return { ...known, facts: facts({ ...body, settings: omit(body.settings, piece.setting) }) };
  if ('file' in piece && body?.shape === 'files')
    return { ...known, facts: facts({ ...body, files: omit(body.files, piece.file) }) };
  return known;
}

/** Without what a verdict was made from, and without what it would be made from then. */
function withoutAll(control: Control, known: Known): Known {
  let left = known;
  for (;;) {
    const pieces = looksAt(control, left);
    if (pieces.length === 0) return left;
    left = pieces.reduce(without, left);
  }
}

describe('every judged row of a node', () => {
  it('is unknown without all that its verdict was made from, alternatives included', () => {
    const wrong = DECIDED.flatMap(({ control, example }) => {
      const { verdict } = judged(control, withoutAll(control, example));
      return verdict === 'unknown' ? [] : [`${control.id}: ${example.title}: ${verdict}`];
    });
    expect(wrong).toEqual([]);
    expect(new Set(DECIDED.map(({ control }) => control.id)).size).toBe(ROWS.length);
    expect(DECIDED.length).toBeGreaterThan(5_000);
  });

  it('never passes for the loss of any one thing that it looked at', () => {
    const wrong = EVERY.flatMap(({ control, example, judgement }) =>
      judgement.verdict === 'pass'
        ? []
        : looksAt(control, example)
            .filter((piece) => judged(control, without(example, piece)).verdict === 'pass')
            .map((piece) => `${control.id}: ${example.title}: without ${JSON.stringify(piece)}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps its verdict or is unknown, whichever part of what it looked at is lost', () => {
    const choice = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.nat(EVERY.length - 1), choice, (index, lose) => {
        const picked = EVERY[index];
        if (picked === undefined) return;
        const { control, example, judgement } = picked;
        const pieces = looksAt(control, example).filter((_, at) => lose[at % lose.length] === true);
        const left = judged(control, pieces.reduce<Known>(without, example));
        expect([judgement.verdict, 'unknown']).toContain(left.verdict);
      }),
      { numRuns: 3_000 },
    );
  });

  it('does not change with facts that are about something else', () => {
    // Without dots: every dotted key of host/sysctl-declared is a declared setting, and so about the control.
    const name = fc.string({ minLength: 1 }).map((text) => `unrelated ${text.replaceAll('.', '')}`);
    const settings = fc.dictionary(name, fc.string(), { maxKeys: 4 });
    fc.assert(
      fc.property(fc.nat(EVERY.length - 1), settings, (index, more) => {
        const picked = EVERY[index];
        if (picked === undefined) return;
        const { control, example, judgement } = picked;
        expect(judged(control, { ...example, facts: among(example.facts, more) })).toEqual(judgement);
      }),
      { numRuns: 3_000 },
    );
  });
});

/** Facts with others among them, in each body and in a source of their own. */
function among(facts: Facts, more: Readonly<Record<string, string>>): Facts {
  const file = { mode: 0o777, uid: 1000, gid: 1000, user: 'eve', group: 'eve' };
  const files = Object.fromEntries(Object.keys(more).map((path) => [`/unrelated/${path}`, file]));
  const widened = Object.entries(facts).map(([source, body]) => {
    if (body.shape === 'settings') return [source, { ...body, settings: { ...more, ...body.settings } }];
    return [source, body.shape === 'files' ? { ...body, files: { ...files, ...body.files } } : body];
  });
  return { 'cluster/nodes': { shape: 'settings', settings: more }, ...Object.fromEntries(widened) };
}
