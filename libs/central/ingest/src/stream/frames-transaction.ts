import type { Peer } from '@plimsoll/link-server';
import type { Clock } from '@plimsoll/runtime';
import type { Store, Transaction } from '@plimsoll/store';
import type { CheckedFrame } from '../edge/checked-frame.js';
import { factId } from '../ledger/fact-row.js';
import { unitId, type UnitSnapshot } from '../ledger/unit-ledger.js';
import { Conversation } from '../plan/conversation.js';
import { Plan } from '../plan/plan.js';
import { touched } from '../plan/touched.js';
import { acknowledgeCommand, findPendingCommands } from '../stored/commands-repository.js';
import { clockOffset, markSeen } from '../stored/connection-repository.js';
import { holdStream, readGeneration, type Hold } from '../stored/directory-repository.js';
import { findFacts, findUnitFacts, writeFacts } from '../stored/facts-repository.js';
import { writeUnits } from '../stored/units-repository.js';

/** Told when facts or outcomes of a cluster changed, and when it came or went; payload: organization and cluster. */
export const POSTURE_CHANNEL = 'plimsoll_posture';

export interface StreamState {
  readonly peer: Peer;
  readonly number: bigint;
  readonly units: ReadonlyMap<string, UnitSnapshot>;
  readonly talk: Conversation;
  /** The rules by which facts are taken. */
  readonly intake: string;
}

/** What one commit has made true. */
export interface Committed {
  readonly plan: Plan;
  readonly talk: Conversation;
  readonly units: readonly UnitSnapshot[];
  readonly commands: readonly string[];
}

/** Thrown to roll back; a value by the time it leaves this file. */
class Lost extends Error {
  constructor(readonly hold: Exclude<Hold, 'held'>) {
    super(hold);
  }
}

/** All frames as one commit, or the reason why the stream may not write. */
export async function commitFrames(
  store: Store,
  clock: Clock,
  state: StreamState,
  frames: readonly CheckedFrame[],
): Promise<Committed | Exclude<Hold, 'held'>> {
  try {
    return await store.transaction(state.peer.organizationId, (tx) => applyFrames(tx, clock, state, frames));
  } catch (error) {
    if (error instanceof Lost) return error.hold;
    throw error;
  }
}

async function applyFrames(
  tx: Transaction,
  clock: Clock,
  state: StreamState,
  frames: readonly CheckedFrame[],
): Promise<Committed> {
  const talk = new Conversation(state.talk);
  const unit = (source: string, partition: string) => state.units.get(unitId({ source, partition }));
  const plan = new Plan({ unit, rows: await knownRows(tx, state, frames) }, talk, clock.now());
  for (const frame of frames) plan.apply(frame);
  const units = plan.dirtyUnits();
  const commands = await write(tx, clock, state, plan, units);
  return { plan, talk, units, commands };
}

async function knownRows(tx: Transaction, { peer, talk }: StreamState, frames: readonly CheckedFrame[]) {
  const { facts, listings } = touched(frames, talk);
  const rows = await findFacts(tx, peer.clusterId, facts);
  for (const unit of listings)
    for (const row of await findUnitFacts(tx, peer.clusterId, unit)) {
      const id = factId(row.source, row.key);
      if (!rows.has(id)) rows.set(id, row);
    }
  return rows;
}

async function write(
  tx: Transaction,
  clock: Clock,
  { peer, number, intake }: StreamState,
  plan: Plan,
  units: readonly UnitSnapshot[],
): Promise<readonly string[]> {
  const changed = plan.changesPosture;
  const generation = changed ? (await readGeneration(tx, peer)) + 1n : undefined;
  if (generation !== undefined) await writeFacts(tx, peer.clusterId, generation, plan.dirtyRows());
  await writeUnits(tx, peer.clusterId, units, intake);
  for (const result of plan.results) await acknowledgeCommand(tx, peer, result);
  const commands = plan.heartbeat ? await beat(tx, clock, peer, number, plan) : [];
  if (changed) await tx.notify(POSTURE_CHANNEL, postureNews(peer));
  const hold = await holdStream(tx, peer, number, generation);
  if (hold !== 'held') throw new Lost(hold);
  return commands;
}

// A heartbeat polls for commands too: behind every NOTIFY stands a poll.
async function beat(
  tx: Transaction,
  clock: Clock,
  peer: Peer,
  number: bigint,
  plan: Plan,
): Promise<readonly string[]> {
  await markSeen(tx, peer, number, clockOffset(plan.heartbeat?.agentTimeMs ?? 0n, clock.now()));
  return findPendingCommands(tx, peer);
}

export function postureNews({ organizationId, clusterId }: Peer): string {
  return JSON.stringify({ organizationId, clusterId });
}
