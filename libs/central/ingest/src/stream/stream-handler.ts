import {
  EPOCH_BATCH,
  LINK_LIMITS,
  type Credits,
  type Goodbye,
  type Hello,
  type Welcome,
} from '@plimsoll/link-contract';
import type { Peer, StreamHandler } from '@plimsoll/link-server';
import type { Queue } from '@plimsoll/queue';
import type { Clock, Logger, Metrics } from '@plimsoll/runtime';
import type { Store, Transaction } from '@plimsoll/store';
import { inactive, refusePeer, refuseStanding } from '../edge/authorize-peer.js';
import { refuseHello } from '../edge/checked-hello.js';
import { INTAKE } from '../edge/intake.js';
import type { UnitSnapshot } from '../ledger/unit-ledger.js';
import { refresh, response } from '../plan/answers.js';
import { compareHello } from '../plan/hello.js';
import { findPendingCommands } from '../stored/commands-repository.js';
import { clockOffset, lockCluster, markConnected } from '../stored/connection-repository.js';
import { takeStream } from '../stored/directory-repository.js';
import { takeUnits } from '../stored/intake-repository.js';
import { POSTURE_CHANNEL, postureNews } from './frames-transaction.js';
import { FullSyncSchedule, type FullSyncLimits } from './full-sync-schedule.js';
import { ingestMetrics, type IngestMetrics } from './ingest-metrics.js';
import { LiveStreams, STREAMS_CHANNEL } from './live-streams.js';
import { IngestStream } from './open-stream.js';

export interface StreamHandlerOptions {
  readonly store: Store;
  readonly queue: Pick<Queue, 'enqueue'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly random?: () => number;
  /** The window that is granted to each stream. */
  readonly credits?: { readonly bytes: number; readonly facts: number };
  readonly fullSync?: FullSyncLimits;
  /** The rules by which facts are taken; default: this version's. What others rejected is asked for again. */
  readonly intake?: string;
}

/** What the streams of one gateway share. */
export interface IngestContext {
  readonly store: Store;
  readonly queue: Pick<Queue, 'enqueue'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: IngestMetrics;
  readonly live: LiveStreams;
  readonly random: () => number;
  /** The rules by which facts are taken. */
  readonly intake: string;
}

const FULL_SYNC: FullSyncLimits = { global: 16, perOrganization: 8, holdMs: 5_000 };

/** The centre's end of the link: what a listener hands frames to (DESIGN section 6). */
export function createStreamHandler(options: StreamHandlerOptions): StreamHandler {
  const { store, queue, clock, logger, random = Math.random, intake = INTAKE } = options;
  const live = new LiveStreams(store, logger);
  const metrics = ingestMetrics(options.metrics);
  const context = { store, queue, clock, logger, metrics, live, random, intake };
  const schedule = new FullSyncSchedule(options.fullSync ?? FULL_SYNC, clock);
  const credits: Credits = {
    $typeName: 'plimsoll.link.v1.Credits',
    ...(options.credits ?? LINK_LIMITS.credits),
  };
  return {
    open: async (peer, hello, push) => {
      const refused = refuseHello(hello, random) ?? (await refusePeer(store, peer, random));
      if (refused) return { refused };
      const opened = await store.transaction(peer.organizationId, (tx) =>
        openInStore(tx, peer, { hello, intake, now: clock.now() }),
      );
      if ('reason' in opened) return { refused: opened };
      const { inSync, questions } = compareHello(hello.roots, opened.units);
      const wait = inSync ? 0 : schedule.reserve(peer.organizationId);
      const blank = wait === 0 && opened.units.every(hasNothing);
      const welcome = {
        ...welcomeOf(opened.number, credits, clock.now()),
        fullSyncAfterMs: wait,
        inSync,
        blank,
      };
      const stream = new IngestStream(context, { ...opened, peer, welcome, credits, push });
      await live.add(stream);
      context.metrics.opened.add(1, { sync: inSync ? 'in-sync' : 'to-compare' });
      const first = [...questions, ...opened.commands.map(refresh)].map(response);
      // After the listener has sent the welcome, which it does before it returns to the event loop.
      setImmediate(() => first.forEach(push));
      return stream;
    },
  };
}

interface OpenedInStore {
  readonly number: bigint;
  readonly units: readonly UnitSnapshot[];
  readonly commands: readonly string[];
}

async function openInStore(
  tx: Transaction,
  peer: Peer,
  { hello, intake, now }: { readonly hello: Hello; readonly intake: string; readonly now: number },
): Promise<OpenedInStore | Goodbye> {
  await lockCluster(tx, peer);
  const number = await takeStream(tx, peer);
  if (number === undefined) return inactive();
  // Under the lock by which streams are cut: who was shut out since it was let in is seen here, or cut afterwards.
  const refused = await refuseStanding(tx, peer);
  if (refused) return refused;
  await markConnected(tx, peer, number, hello, clockOffset(hello.agentTimeMs, now));
  const units = await takeUnits(tx, peer.clusterId, intake);
  const commands = await findPendingCommands(tx, peer);
  await tx.notify(STREAMS_CHANNEL, `${peer.clusterId} ${number}`);
  await tx.notify(POSTURE_CHANNEL, postureNews(peer));
  return { number, units, commands };
}

const hasNothing = ({ facts, rejected }: UnitSnapshot): boolean => facts === 0 && rejected === 0;

function welcomeOf(number: bigint, credits: Credits, now: number): Welcome {
  return {
    $typeName: 'plimsoll.link.v1.Welcome',
    protocol: 1, // the listener sets what it has negotiated
    capabilities: [EPOCH_BATCH],
    streamNumber: number,
    credits,
    fullSyncAfterMs: 0,
    serverTimeMs: BigInt(now),
    inSync: false,
    blank: false,
  };
}
