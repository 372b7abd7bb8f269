import { createHash, randomUUID } from 'node:crypto';
import { link, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createPrivateKeyPem } from '@plimsoll/link-certificates';
import type { AgentState } from './agent-state.js';
import { linkClientErrors } from './errors.js';
import { readPrivate, writeSynced } from './state-file.js';

/**
 * The key for the certificate after this state's, kept in a file of mode 0600 beside the state. It is made once: every
 * process that renews from this state presents it, also after being killed, and so gets the same answer (DESIGN section
 * 6, "Renewal"). A copy of the state that was taken before has another. @throws LINK_STATE_WRITE_FAILED and the codes of
 * reading a state
 */
export async function renewalKey(path: string, state: AgentState): Promise<string> {
  const kept = `${path}.${MARK}${nameOf(state)}`;
  const made = `${path}.${randomUUID()}.new`;
  try {
    await writeSynced(made, createPrivateKeyPem());
    await link(made, kept); // fails where there is one already, whoever was first
  } catch (cause) {
    if (!isThere(cause))
      throw linkClientErrors.error('LINK_STATE_WRITE_FAILED', `no key can be kept beside ${path}`, {
        cause,
        details: { path },
      });
  } finally {
    await rm(made, { force: true });
  }
  return readPrivate(kept);
}

/** To be called when the state was replaced: keys of renewals that are over. */
export async function forgetRenewalKeys(path: string): Promise<void> {
  const prefix = `${basename(path)}.${MARK}`;
  const folder = dirname(path);
  for (const name of await readdir(folder))
    if (name.startsWith(prefix)) await rm(join(folder, name), { force: true });
}

const MARK = 'next-';

/** Tells which state the key is for, and nothing of it. */
const nameOf = ({ agentId, certificatePem, joinState }: AgentState): string =>
  createHash('sha256').update(`${agentId} ${joinState.counter} ${certificatePem}`).digest('hex').slice(0, 16);

const isThere = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
