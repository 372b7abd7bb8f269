import { randomUUID } from 'node:crypto';
import { createEnrollmentToken, operator } from '@plimsoll/identity';
import { createEnrollmentHandler, createStreamHandler } from '@plimsoll/ingest';
import { createCertificateAuthority } from '@plimsoll/link-certificates';
import { enroll, writeAgentState } from '@plimsoll/link-client';
import { startLinkServer } from '@plimsoll/link-server';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import type { BenchCentre } from './bench-centre.js';

/** The real listeners of the centre: TLS, gRPC, ingest. Nothing is evaluated. */
export interface BenchLink {
  readonly streamPort: number;
  /** Enrols a cluster of this name and writes its agent's identity to the file. */
  readonly enrollCluster: (options: {
    readonly name: string;
    readonly kind?: 'kubernetes' | 'host';
    readonly file: string;
    /** Where the agent finds the stream's listener; default: at its own port. */
    readonly streamAddress?: string;
  }) => Promise<void>;
  readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';
const queue = { enqueue: () => Promise.resolve() };
const shared = { logger: silentLogger, clock: systemClock };

export async function startLink({ store, organizationId }: BenchCentre): Promise<BenchLink> {
  const ca = await createCertificateAuthority(Date.now());
  const options = { ...shared, store, queue, metrics: createMetrics() };
  const server = await startLinkServer({
    ...options,
    host: HOST,
    enrollmentPort: 0,
    streamPort: 0,
    ca,
    enrollment: createEnrollmentHandler(options),
    streams: createStreamHandler(options),
  });
  return {
    streamPort: server.streamPort,
    enrollCluster: async ({ name, kind = 'kubernetes', file, streamAddress }) => {
      const { text } = await createEnrollmentToken({ ...shared, store, queue }, operator(organizationId));
      const state = await enroll({
        ...shared,
        address: `${HOST}:${server.enrollmentPort}`,
        ...(streamAddress !== undefined && { streamAddress }),
        caPin: ca.pin,
        token: text,
        cluster: { kind, uid: randomUUID(), name },
        agentVersion: 'bench',
      });
      await writeAgentState(file, state);
    },
    close: () => server.close(),
  };
}
