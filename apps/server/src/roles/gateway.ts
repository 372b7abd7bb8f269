import { createEnrollmentHandler, createStreamHandler } from '@plimsoll/ingest';
import { startLinkServer } from '@plimsoll/link-server';
import { authorityOf } from './authority.js';
import type { Common, Part } from './part.js';

export interface Gateway extends Part {
  readonly enrollmentPort: number;
  readonly streamPort: number;
  readonly caPin: string;
}

const DRAIN_MS = 4_000;

/** Enrolment and the agents' streams. @throws LINK_PORT_IN_USE, LINK_LISTEN_FAILED, CERTIFICATE_AUTHORITY_INVALID */
export async function startGateway(common: Common): Promise<Gateway> {
  const { configuration, store, queue, clock, logger, metrics } = common;
  const ca = await authorityOf(configuration);
  const { streamAddress } = configuration;
  const link = await startLinkServer({
    host: configuration.host,
    enrollmentPort: configuration.enrollmentPort,
    streamPort: configuration.streamPort,
    ca,
    serverNames: namesIn(configuration.names),
    ...(streamAddress !== undefined && { streamAddress }),
    enrollment: createEnrollmentHandler({ store, queue, clock, logger, metrics }),
    streams: createStreamHandler({ store, queue, clock, logger, metrics }),
    logger,
    metrics,
    clock,
  });
  return {
    enrollmentPort: link.enrollmentPort,
    streamPort: link.streamPort,
    caPin: ca.pin,
    checks: [],
    drain: () => link.drain(DRAIN_MS),
    close: () => link.close(),
  };
}

export const namesIn = (names: string): readonly string[] =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
