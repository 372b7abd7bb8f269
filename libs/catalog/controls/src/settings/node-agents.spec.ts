import { DERIVATIONS, createTallySheet, evaluateWorld } from '@plimsoll/engine';
import { nodeFact, objectFact } from '@plimsoll/engine/testing';
import {
  SOURCE_IDS,
  postureOf,
  sourceDefinition,
  type Fact,
  type JsonObject,
  type SourceId,
} from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../registry.js';

const ofNodes = (source: SourceId): boolean => sourceDefinition(source).role === 'node';
const NODE_CONTROLS = CONTROLS.filter(({ subjects }) => subjects.some(ofNodes));
/** Those that nothing but a node agent can answer. */
const AGENT_CONTROLS = NODE_CONTROLS.filter(({ needs }) =>
  needs.some((need) =>
    typeof need === 'string' ? ofNodes(need) : 'anyOf' in need && need.anyOf.every(ofNodes),
  ),
);

const node = (name: string, operatingSystem: string, labels: JsonObject = {}): Fact =>
  objectFact({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    status: { nodeInfo: { operatingSystem } },
  });
const WINDOWS = node('w', 'windows');
const FARGATE = node('f', 'linux', { 'eks.amazonaws.com/compute-type': 'fargate' });
const LINUX = node('l', 'linux');

function judged(...facts: readonly Fact[]) {
  const completeSources = new Set(SOURCE_IDS);
  const world = { facts, controls: NODE_CONTROLS, derivations: DERIVATIONS, completeSources, complete: true };
  return [...evaluateWorld(world)].flatMap(({ subject, judgements }) =>
    judgements.map(({ control, judgement }) => ({ node: subject.name, control, judgement })),
  );
}

describe('every control of a node', () => {
  it('is one of many', () => {
    expect(NODE_CONTROLS.length).toBeGreaterThan(50);
    expect(AGENT_CONTROLS.length).toBeGreaterThan(50);
  });

  it.each([
    ['Windows', WINDOWS, 'runs Windows'],
    ['a virtual node', FARGATE, 'virtual'],
  ])('is not applicable to %s, with the reason', (_title, fact, reason) => {
    const found = judged(fact);
    expect(found).toHaveLength(NODE_CONTROLS.length);
    const others = found.filter(
      ({ judgement }) => judgement.verdict !== 'not-applicable' || !judgement.reason.includes(reason),
    );
    expect(others.map(({ control }) => control.id)).toEqual([]);
  });

  it('is unknown where no agent is, and says so', () => {
    const found = judged(LINUX).filter(({ control }) => AGENT_CONTROLS.includes(control));
    expect(found).toHaveLength(AGENT_CONTROLS.length);
    const others = found.filter(
      ({ judgement }) => judgement.verdict !== 'unknown' || !judgement.detail.startsWith('no agent'),
    );
    expect(others.map(({ control }) => control.id)).toEqual([]);
  });
});

describe('posture', () => {
  const framework = {
    requirements: AGENT_CONTROLS.map(({ id }) => ({
      id,
      title: '',
      assessment: 'automated' as const,
      controls: [{ control: id, mapping: 'direct' as const }],
    })),
  };
  function posture(...facts: readonly Fact[]) {
    const sheet = createTallySheet(AGENT_CONTROLS, { completeSources: new Set(SOURCE_IDS), complete: true });
    for (const { control, judgement } of judged(...facts)) sheet.add(control.id, judgement.verdict);
    return postureOf(framework, sheet.tallies());
  }
  const sysctls = (name: string) => nodeFact('host/sysctl', { 'kernel.kptr_restrict': '1' }, name);

  it('of a cluster of such nodes has nothing to judge', () => {
    expect(posture(WINDOWS, FARGATE)).toMatchObject({ coverage: null, score: null, compliance: null });
  });

  it('is not moved by a Windows node, and covers less with a node that has no agent', () => {
    const alone = posture(LINUX, sysctls('l'));
    expect(alone.coverage).toBeGreaterThan(0);
    expect(posture(LINUX, sysctls('l'), WINDOWS, FARGATE)).toEqual(alone);
    const other = posture(LINUX, sysctls('l'), node('l2', 'linux'));
    expect(other.coverage ?? 0).toBeLessThan(alone.coverage ?? 0);
    expect(other.compliance ?? 0).toBeLessThanOrEqual(alone.compliance ?? 0);
  });
});
