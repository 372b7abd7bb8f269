import { controlsByReference } from '@plimsoll/controls';
import type { Framework, Requirement, RequirementControl } from '@plimsoll/engine';
import { declareFramework, mapped } from './declare.js';

/**
 * A row of a published benchmark: its number, its level, what it asks in our words, and, where that is not what a
 * control carries its number for, how it is answered: `manual` by people, else by the controls that carry the row of
 * CIS Kubernetes 1.12 that asks the same.
 */
export type BenchmarkRow = readonly [id: string, level: number, title: string, same?: string];

export interface Benchmark extends Omit<Framework, 'id' | 'requirements'> {
  readonly id: string;
  readonly sections: readonly (readonly [name: string, rows: readonly BenchmarkRow[]])[];
}

const SAME = 'cis-kubernetes-1.12';

/** Controls that carry the row's own number, else those of the row that asks the same. */
function controlsOf(framework: string, id: string, same: string | undefined): readonly RequirementControl[] {
  const own = `${framework}:${id}`;
  const other = same === undefined ? own : `${SAME}:${same}`;
  return mapped([controlsByReference(own).length > 0 ? own : other], 'direct');
}

/** A published benchmark with all of its rows. */
export function declareBenchmark({ sections, ...framework }: Benchmark): Framework {
  const requirements = sections.flatMap(([section, rows]) =>
    rows.map(([id, level, title, how]): Requirement => {
      const isManual = how === 'manual';
      return {
        id,
        title,
        section,
        level,
        assessment: isManual ? 'manual' : 'automated',
        controls: isManual ? [] : controlsOf(framework.id, id, how),
      };
    }),
  );
  return declareFramework({ ...framework, requirements });
}
