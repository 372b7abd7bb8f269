import { readFileSync } from 'node:fs';
import { CONTROLS } from '@plimsoll/controls';
import { collectHost } from '@plimsoll/collectors';
import { hostRunning, plantHost } from '@plimsoll/collectors/testing';
import { DERIVATIONS, evaluateWorld } from '@plimsoll/engine';
import { frameworkById } from '@plimsoll/frameworks';
import { NO_COUNTS, requirementState } from '@plimsoll/model';
import type { Fact, SourceId } from '@plimsoll/model';
import { openHostFiles } from '@plimsoll/probes';
import { describe, expect, it } from 'vitest';

interface Host {
  /** Where it comes from: captured, or built from documented formats. */
  readonly origin: string;
  readonly processes: readonly (readonly string[])[];
  readonly names?: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly framework: string;
  readonly verdicts: Readonly<Record<string, string>>;
}

const HOSTS = JSON.parse(
  readFileSync(new URL('./testdata/components.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Host>>;

async function factsOf({ processes, files, names = [] }: Host): Promise<readonly Fact[]> {
  const planted = await plantHost(hostRunning(processes, files, names));
  const facts: Fact[] = [];
  await collectHost(openHostFiles(planted.root), { nodeName: 'node-1' }, (fact) => facts.push(fact));
  await planted.remove();
  return facts;
}

function talliesOf(facts: readonly Fact[]) {
  const completeSources = new Set<SourceId>(facts.map(({ source }) => source));
  const world = { facts, derivations: DERIVATIONS, completeSources, complete: false, controls: CONTROLS };
  const [node] = [...evaluateWorld(world)].filter(({ subject }) => subject.kind === 'Node');
  return new Map(
    node?.judgements.map(({ control, judgement }) => {
      const counted = judgement.verdict === 'not-applicable' ? 'notApplicable' : judgement.verdict;
      const counts = { ...NO_COUNTS, [counted]: 1 };
      return [
        control.id,
        { control: control.id, severity: control.severity, counts, complete: true },
      ] as const;
    }),
  );
}

describe.each(Object.entries(HOSTS))('%s', (_name, host) => {
  it('is judged by its benchmark as was said before', async () => {
    const facts = await factsOf(host);
    const tallies = talliesOf(facts);
    const requirements = frameworkById(host.framework)?.requirements ?? [];
    const found = Object.fromEntries(
      Object.keys(host.verdicts).map((id) => {
        const requirement = requirements.find((one) => one.id === id);
        return [id, requirement && requirementState(requirement, tallies, '1.33').verdict];
      }),
    );
    expect(found).toEqual(host.verdicts);
    expect(JSON.stringify(facts)).not.toMatch(/hunter|aHVudGVy/);
  });
});
