import { canonicalBody, type Fact } from '@plimsoll/model';
import { feedOf } from '@plimsoll/agent-runtime';
import { describe, expect, it } from 'vitest';
import { DEMO_CLUSTERS } from '../demo/demo-clusters.js';
import { generatedSources, type GeneratedSources } from './generated-sources.js';

const signal = new AbortController().signal;

async function pass(cluster: GeneratedSources) {
  const facts: Fact[] = [];
  const outcomes = [];
  for (const feed of generatedSources(cluster).map(feedOf))
    outcomes.push({ units: feed.units, outcome: await feed.collect((fact) => facts.push(fact), signal) });
  return { facts, outcomes };
}
const [good, , blind] = DEMO_CLUSTERS;

describe('the sources of a generated cluster', () => {
  it('give the same facts at every pass', async () => {
    const [first, second] = [await pass(good), await pass(good)];
    expect(first.facts.map(({ body }) => canonicalBody(body))).toEqual(
      second.facts.map(({ body }) => canonicalBody(body)),
    );
  });

  it('complete every source of the API, empty ones too', async () => {
    const { outcomes } = await pass(good);
    expect(outcomes.every(({ outcome }) => outcome.complete)).toBe(true);
    expect(outcomes.flatMap(({ units }) => units).map(({ source }) => source)).toContain(
      'kube/networking.k8s.io/Ingress',
    );
  });

  it('give nothing of a source that is forbidden, and say so', async () => {
    const { facts, outcomes } = await pass(blind);
    expect(facts.filter(({ source }) => new Set<string>(blind.forbidden).has(source))).toEqual([]);
    expect(outcomes.filter(({ outcome }) => !outcome.complete)).toHaveLength(blind.forbidden.length);
  });

  it('know a node without an agent by its object alone', async () => {
    const { facts } = await pass(blind);
    const of = (source: string): readonly string[] =>
      facts.filter((fact) => fact.source === source).map(({ subject }) => subject.name);
    expect(of('kube/core/Node')).toEqual(['node-1', 'node-2', 'node-3']);
    expect(of('host/sysctl')).toEqual(['node-1']);
  });
});
