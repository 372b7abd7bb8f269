import { setTimeout as wait } from 'node:timers/promises';
import { readFirstSync } from '../context/first-sync.js';
import { SyncProgress } from '../context/sync-progress.js';
import { cliErrors } from '../errors.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Api } from './api.js';
import { childFailure, type Child } from './child.js';
import type { ClusterAgent } from './cluster-agent.js';
import { settled } from './read-summary.js';

/** Between two looks through the API, milliseconds: a live cluster takes longer, and is not to be slowed by the looks. */
const LOOK = { alone: 50, live: 150 } as const;
/** Sources that are named one by one. */
const NAMED = 8;

/** What is waited for. */
export interface Awaited {
  readonly api: Api;
  readonly children: readonly Child[];
  /** How many clusters will be judged, the live one among them. */
  readonly expected: number;
  readonly cluster: ClusterAgent | undefined;
}

/**
 * Waits until everything that is expected was collected and judged.
 * @param timeoutMs without anything that moved
 * @throws POSTURE_LATE, CHILD_FAILED
 */
export async function firstPosture(
  { api, children, expected, cluster }: Awaited,
  timeoutMs: number,
  terminal: Terminal,
): Promise<void> {
  const live = cluster && followCluster(api, cluster, terminal);
  let deadline = performance.now() + timeoutMs;
  for (;;) {
    const sync = await live?.();
    if ((sync === undefined || sync.done) && (await settled(api, expected))) return;
    await assertAlive(children);
    if (sync?.moved) deadline = performance.now() + timeoutMs;
    if (performance.now() > deadline)
      throw cliErrors.error('POSTURE_LATE', `after ${timeoutMs / 1000} s not every cluster has been judged`);
    await wait(live ? LOOK.live : LOOK.alone);
  }
}

/** One look at the live cluster after another; each says what is new. */
function followCluster(api: Api, { clusterId, name, sinceMs }: ClusterAgent, terminal: Terminal) {
  const progress = new SyncProgress(name, terminal.note);
  let toldMissing = false;
  return async (): Promise<{ readonly done: boolean; readonly moved: boolean }> => {
    const sync = await readFirstSync(api, clusterId, sinceMs);
    const moved = progress.tell(sync, performance.now());
    if (sync.done && sync.missing.length > 0 && !toldMissing) {
      toldMissing = true;
      terminal.note(notRead(name, sync.missing));
    }
    return { done: sync.done, moved };
  };
}

function notRead(name: string, missing: readonly string[]): string {
  const shown = missing.slice(0, NAMED).map((one) => `\n  ${one}`);
  const more = missing.length > NAMED ? `\n  and ${missing.length - NAMED} more` : '';
  const refused = missing.some((one) => one.includes(': permission'));
  const role = refused ? '; deploy/rbac has the role that may' : '';
  return `Not read of ${name}, and unknown in its posture${role}:${shown.join('')}${more}`;
}

async function assertAlive(children: readonly Child[]): Promise<void> {
  const pending = Symbol('alive');
  for (const child of children) {
    const state = await Promise.race([child.ended, Promise.resolve(pending)]);
    if (typeof state === 'string') throw await childFailure(child, state);
  }
}
