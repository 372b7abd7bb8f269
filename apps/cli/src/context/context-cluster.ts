import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isPlimsollError } from '@plimsoll/errors';
import {
  listContexts,
  loadKubeconfig,
  openKubeClient,
  readClusterUid,
  type KubeClient,
  type KubeTarget,
} from '@plimsoll/probes/kube';
import { cliErrors } from '../errors.js';
import { VERSION } from '../version.js';
import type { ContextChoice } from './context-choice.js';

/** The cluster behind a context, as its API server knows itself. */
export interface ContextCluster extends ContextChoice {
  readonly context: string;
  /** Of its Namespace kube-system, which lives as long as the cluster. */
  readonly uid: string;
  /** The API server's origin, for people. */
  readonly server: string;
}

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory, where a testbed for a person leaves its kubeconfig. */
  readonly cwd: string;
}

const ANSWER_MS = 15_000;

/**
 * Reads who the cluster is; nothing in it is changed.
 * @throws the KUBECONFIG and KUBE codes, CONTEXT_UNIDENTIFIED
 */
export async function contextCluster(asked: ContextChoice, around: Surroundings): Promise<ContextCluster> {
  return identify(await openContext(asked, around));
}

/** A context that is there, of which nothing was asked yet. */
export interface OpenContext {
  readonly choice: ContextChoice;
  readonly target: KubeTarget;
}

/** @throws the KUBECONFIG codes */
export async function openContext(asked: ContextChoice, around: Surroundings): Promise<OpenContext> {
  const found = await withTestbed(asked, around);
  const target = await loadKubeconfig(fileChoice(found, around));
  return { choice: { ...found, context: target.name }, target };
}

/** Asks the API server who it is. @throws the KUBE codes, CONTEXT_UNIDENTIFIED */
export async function identify({ choice, target }: OpenContext): Promise<ContextCluster> {
  const client = openKubeClient(target, { userAgent: `plimsoll/${VERSION}`, answerMs: ANSWER_MS });
  try {
    const uid = await clusterUid(client);
    return { ...choice, context: target.name, uid, server: target.server.origin };
  } finally {
    client.close();
  }
}

async function clusterUid(client: KubeClient): Promise<string> {
  const uid = await readClusterUid(client);
  if (uid) return uid;
  const what = uid === '' ? 'its Namespace kube-system has no uid' : 'it has no Namespace kube-system';
  throw cliErrors.error(
    'CONTEXT_UNIDENTIFIED',
    `the cluster of context ${client.name} is not known: ${what}`,
  );
}

const fileChoice = ({ context, kubeconfig }: ContextChoice, { environment }: Surroundings) => ({
  environment,
  ...(kubeconfig === undefined ? {} : { path: kubeconfig }),
  ...(context === undefined ? {} : { context }),
});

/** `npm run testbed` leaves its kubeconfig in the checkout, where the context `testbed` is found without being told. */
async function withTestbed(choice: ContextChoice, around: Surroundings): Promise<ContextChoice> {
  if (choice.context !== 'testbed' || choice.kubeconfig !== undefined) return choice;
  const kubeconfig = join(around.cwd, '.plimsoll', 'testbed', 'kubeconfig');
  if (!existsSync(kubeconfig) || (await knownContexts(choice, around)).includes('testbed')) return choice;
  return { ...choice, kubeconfig };
}

async function knownContexts(choice: ContextChoice, around: Surroundings): Promise<readonly string[]> {
  try {
    return await listContexts(fileChoice(choice, around));
  } catch (error) {
    if (isPlimsollError(error)) return []; // no kubeconfig of one's own, or none that can be read
    throw error;
  }
}
