import { firstStart } from '@plimsoll/identity';
import { migrateQueue } from '@plimsoll/queue';
import { systemClock, type Logger } from '@plimsoll/runtime';
import { migrateStore, openStore } from '@plimsoll/store';
import type { ServerConfiguration } from '../configuration.js';
import { serverErrors } from '../errors.js';

/** No job is enqueued while nothing runs yet. */
const NO_QUEUE = { enqueue: () => Promise.resolve() };

/**
 * Brings database and queue up to this build and makes the organization at the first start. The answer goes to stdout as
 * one JSON object; it holds the first administrator's token once, null ever after.
 */
export async function migrate(
  configuration: ServerConfiguration,
  logger: Logger,
  answer: (line: string) => void,
): Promise<void> {
  const { databaseUrl: appUrl, databaseOwnerUrl: ownerUrl } = configuration;
  if (ownerUrl === undefined)
    throw serverErrors.error('SERVER_CONFIGURATION_INCOMPLETE', 'This role needs DATABASE_OWNER_URL.');
  const { applied } = await migrateStore({ ownerUrl, appUrl });
  if (configuration.redisUrl === undefined) await migrateQueue({ ownerUrl, appUrl });
  const store = await openStore({ url: appUrl, poolSize: 2, logger });
  try {
    const identity = { store, queue: NO_QUEUE, clock: systemClock };
    const first = await firstStart(identity, configuration.organization);
    logger.info({ applied, organizationId: first.organizationId }, 'the database is ready');
    answer(`${JSON.stringify(first)}\n`);
  } finally {
    await store.close();
  }
}
