import { createHash } from 'node:crypto';
import { GraphqlModule } from '@plimsoll/graphql';
import { postureCatalog } from '@plimsoll/posture';
import type { DynamicModule } from '@nestjs/common';
import { CATALOG } from '../catalog.js';
import { serverErrors } from '../errors.js';
import { pinOf } from './authority.js';
import { namesIn, type Gateway } from './gateway.js';
import type { Common } from './part.js';

const SECRET_CHARACTERS = 32;

/** @throws SERVER_CONFIGURATION_INCOMPLETE */
export function apiModule(common: Common, gateway: Gateway | undefined): DynamicModule {
  const { configuration, store, queue, clock, logger, metrics } = common;
  const caPin = gateway?.caPin ?? pinOf(configuration);
  const port = gateway?.enrollmentPort ?? configuration.enrollmentPort;
  const [name = configuration.host] = namesIn(configuration.names);
  const address = configuration.enrollmentAddress ?? `${name}:${port}`;
  return GraphqlModule.with({
    store,
    queue,
    catalog: postureCatalog(CATALOG),
    catalogVersion: CATALOG.version,
    cursorKey: cursorKey(configuration.secret),
    clock,
    logger,
    metrics,
    ...(caPin !== undefined && { enrollment: { address, caPin } }),
  });
}

function cursorKey(secret = ''): Buffer {
  if (secret.length < SECRET_CHARACTERS)
    throw serverErrors.error(
      'SERVER_CONFIGURATION_INCOMPLETE',
      `SERVER_SECRET must have at least ${SECRET_CHARACTERS} characters.`,
    );
  return createHash('sha256').update('plimsoll cursors\0').update(secret).digest();
}
