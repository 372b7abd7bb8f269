import { startTestbed, type ApiClient, type Testbed } from '@plimsoll/testbed';
import { benchErrors } from '../errors.js';
import type { Bench } from '../scenario.js';
import { liveObjects, type Made } from './live-objects.js';

const AT_ONCE = 12;
// 409: a controller made it first.

/** A real API server with so many objects in it, besides its own. @throws TESTBED_ABSENT */
export async function startCluster(objects: number, progress: Bench['progress']): Promise<Testbed> {
  const testbed = await startTestbed();
  try {
    const { first, rest } = liveObjects(objects);
    await makeAll(testbed.admin, first);
    await makeAll(testbed.admin, rest);
    progress(`an API server with ${objects} objects`);
    return testbed;
  } catch (error) {
    await testbed.stop();
    throw error;
  }
}

async function makeAll(client: ApiClient, wanted: readonly Made[]): Promise<void> {
  const waiting = wanted.values();
  const work = async (): Promise<void> => {
    for (const { path, object } of waiting) {
      const { status, text } = await client.request('POST', path, { body: object });
      if (status !== 201 && status !== 409)
        throw benchErrors.error('BENCH_PROGRAM_FAILED', `${path} was answered with ${status}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
