import { recordingQueue } from '@plimsoll/queue/testing';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import type { IdentityContext } from '../context.js';

export interface TestIdentity {
  readonly database: TestStore;
  readonly context: IdentityContext;
  readonly queue: ReturnType<typeof recordingQueue>;
  /** Lets time go by. */
  readonly advance: (ms: number) => void;
}

/** Identity on a database of its own with a clock that stands still. */
export async function testIdentity(): Promise<TestIdentity> {
  const [database, queue] = [await testStore({ poolSize: 10 }), recordingQueue()];
  let now = Date.now();
  return {
    database,
    queue,
    context: { store: database.store, queue, clock: { now: () => now } },
    advance: (ms) => (now += ms),
  };
}
