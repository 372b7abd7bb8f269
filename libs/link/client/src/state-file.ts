import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseAgentState } from './agent-state.js';
import type { AgentState } from './agent-state.js';
import { linkClientErrors } from './errors.js';

const OTHERS = 0o077;
const LARGEST = 64 * 1024;

/** @throws LINK_STATE_MISSING, LINK_STATE_UNREADABLE, LINK_STATE_MODE, LINK_STATE_CORRUPT */
export async function readAgentState(path: string): Promise<AgentState> {
  return parseAgentState(await readPrivate(path), path);
}

/**
 * Replaces the state in one step: a new file of mode 0600 beside it, synced, then renamed over it. After a crash the old
 * or the new state is there, whole. @throws LINK_STATE_WRITE_FAILED
 */
export async function writeAgentState(path: string, state: AgentState): Promise<void> {
  const next = `${path}.${randomUUID()}.new`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeSynced(next, `${JSON.stringify(state, null, 2)}\n`);
    await rename(next, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(next, { force: true }).catch(() => undefined); // the first trouble is the one to tell
    throw linkClientErrors.error(
      'LINK_STATE_WRITE_FAILED',
      `the agent's state cannot be written to ${path}`,
      { cause, details: { path } },
    );
  }
}

/** The text of a file that nobody else may read. @throws as `readAgentState` */
export async function readPrivate(path: string): Promise<string> {
  try {
    const { mode, size } = await stat(path);
    if ((mode & OTHERS) !== 0)
      throw linkClientErrors.error(
        'LINK_STATE_MODE',
        `others may read ${path} (mode ${(mode & 0o777).toString(8)})`,
        { details: { path } },
      );
    if (size > LARGEST)
      throw linkClientErrors.error('LINK_STATE_CORRUPT', `${path} has ${size} bytes`, { details: { path } });
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw readError(cause, path);
  }
}

function readError(cause: unknown, path: string): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT')
    return linkClientErrors.error('LINK_STATE_MISSING', `there is no agent state at ${path}`, {
      details: { path },
    });
  if (code === 'LINK_STATE_MODE' || code === 'LINK_STATE_CORRUPT') return cause;
  return linkClientErrors.error('LINK_STATE_UNREADABLE', `the agent's state at ${path} cannot be read`, {
    cause,
    details: { path },
  });
}

/** A new file of mode 0600, on disk when this settles. */
export async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
