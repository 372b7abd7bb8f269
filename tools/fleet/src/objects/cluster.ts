import type { JsonObject } from '@plimsoll/model';
import { seeded } from '../random.js';
import { access } from './access.js';
import type { Habits } from './habits.js';
import { namespace, surroundings } from './namespace.js';
import { workload } from './workload.js';

export interface GeneratedCluster {
  readonly seed: number;
  /** How many objects, at least 10. */
  readonly objects: number;
  readonly habits: Habits;
}

/** The objects of a cluster: of ten about six workloads, two of access, one of surroundings, and namespaces. */
export function* generateObjects({ seed, objects, habits }: GeneratedCluster): Generator<JsonObject> {
  const random = seeded(seed);
  const spaces = Math.max(1, Math.min(200, Math.round(objects / 50)));
  for (let index = 0; index < spaces; index += 1) yield namespace(random, habits, `team-${index}`);
  let left = objects - spaces;
  for (let index = 0; left > 0; index += 1) {
    const space = `team-${random.between(0, spaces - 1)}`;
    const made = random.chance(0.1)
      ? access(random, habits, space, index)
      : [
          random.chance(0.85)
            ? workload(random, habits, space, index)
            : surroundings(random, habits, space, index),
        ];
    yield* made.slice(0, left);
    left -= made.length;
  }
}
