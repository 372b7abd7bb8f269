import { isPlimsollError } from '@plimsoll/errors';
import { getObject, openKubeClient, readClusterUid, type KubeClient } from '@plimsoll/probes/kube';
import { writeDocuments } from '@plimsoll/yaml';
import { openContext } from '../context/context-cluster.js';
import { cliErrors } from '../errors.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Api } from '../up/api.js';
import { VERSION } from '../version.js';
import { annotationOf, applyOne, assertMayApply, nameOf } from './apply-objects.js';
import { openCentre } from './centre-access.js';
import { createToken, findCluster, isUsable, type KnownCluster } from './centre-tokens.js';
import { clusterObjects, secretPath } from './cluster-objects.js';
import {
  CA_PIN,
  CENTRE,
  ENROLLMENT_SECRET,
  STATE_SECRET,
  TOKEN_ID,
  type ClusterPlan,
} from './cluster-plan.js';
import type { InstallOptions } from './install-options.js';

const ANSWER_MS = 15_000;
/** The agent writes it beside its identity. */
const CLUSTER_ID = 'plimsoll.dev/cluster-id';
const MAX_TEXT = 253;

/**
 * Gives a cluster its agent: makes an enrolment token at the centre and applies what the agent needs, or prints it.
 * Doing it again changes what is different and nothing else; an agent that is enrolled stays enrolled.
 * @throws the KUBECONFIG and KUBE codes, API_FAILED, INSTALL_FORBIDDEN, INSTALL_CONFLICT, AGENT_OF_ANOTHER_CENTRE
 */
export async function install(options: InstallOptions, terminal: Terminal): Promise<number> {
  const around = { environment: process.env, cwd: process.cwd() };
  const { target } = await openContext(options.choice, around);
  const api = await openCentre(options, process.env);
  const client = openKubeClient(target, { userAgent: `plimsoll/${VERSION}`, answerMs: ANSWER_MS });
  try {
    const named = { ...options, name: options.name ?? target.name };
    await (options.dryRun ? print(named, client, api, terminal) : apply(named, client, api, terminal));
    return 0;
  } finally {
    client.close();
  }
}

type Named = InstallOptions & { readonly name: string };

/** Asks the cluster only who it is, and writes nothing there. */
async function print(options: Named, client: KubeClient, api: Api, { write, note }: Terminal): Promise<void> {
  const known = await knownByUid(client, api).catch((error: unknown) => {
    if (!isPlimsollError(error) || !error.code.startsWith('KUBE')) throw error;
    note(`Taken for a new cluster, for it cannot be asked: ${error.message} (${error.code})`);
    return undefined;
  });
  const plan = await newPlan(options, api, known);
  await write(writeDocuments(clusterObjects(plan).map(({ object }) => object)));
  note('Nothing was applied. The token in it is good for 24 hours and one use.');
  warnOfLoopback(plan, note);
}

async function apply(options: Named, client: KubeClient, api: Api, { write, note }: Terminal): Promise<void> {
  const { namespace, image, name } = options;
  const everything = { namespace, image, name, centre: '', caPin: '', token: { text: '', id: '' } };
  await assertMayApply(client, clusterObjects(everything));
  const plan = await planOf(options, client, api);
  for (const one of clusterObjects(plan))
    await write(`${nameOf(one.object)}: ${await applyOne(client, one, options.forceConflicts)}\n`);
  warnOfLoopback(plan, note);
}

/** What is there already is kept: an identity, else a token that could still be used. */
async function planOf(options: Named, client: KubeClient, api: Api): Promise<ClusterPlan> {
  const { namespace } = options;
  const metadata = (name: string) => getObject(client, secretPath(namespace, name), { metadataOnly: true });
  const enrollment = await metadata(ENROLLMENT_SECRET);
  const [centre, caPin, tokenId] = [CENTRE, CA_PIN, TOKEN_ID].map((name) => annotationOf(enrollment, name));
  const enrolledAs = annotationOf(await metadata(STATE_SECRET), CLUSTER_ID);
  if (enrolledAs !== '') await assertKnown(api, enrolledAs, `${namespace}/${STATE_SECRET}`);
  const kept = enrolledAs !== '' || (tokenId && (await isUsable(api, tokenId, Date.now())));
  if (!kept || !centre || !caPin) return newPlan(options, api, await knownByUid(client, api));
  return { ...place(options), centre: options.centre ?? centre, caPin };
}

async function assertKnown(api: Api, uuid: string, secret: string): Promise<void> {
  if (await findCluster(api, (cluster) => cluster.uuid === uuid)) return;
  throw cliErrors.error(
    'AGENT_OF_ANOTHER_CENTRE',
    `Secret ${secret} is the identity of cluster ${uuid}, which ${api.url} does not have`,
  );
}

async function knownByUid(client: KubeClient, api: Api): Promise<KnownCluster | undefined> {
  const uid = await readClusterUid(client);
  if (uid) return findCluster(api, (cluster) => cluster.uid === uid);
  throw cliErrors.error('CONTEXT_UNIDENTIFIED', `the cluster of context ${client.name} has no kube-system`);
}

async function newPlan(options: Named, api: Api, known: KnownCluster | undefined): Promise<ClusterPlan> {
  const token = await createToken(api, `cluster ${options.name}`.slice(0, MAX_TEXT), options.labels, known);
  const centre = options.centre ?? token.address;
  if (centre === null || token.caPin === null)
    throw cliErrors.error('CENTRE_WITHOUT_ENROLLMENT', `${api.url} does not know where agents enrol`);
  return { ...place(options), centre, caPin: token.caPin, token };
}

const place = ({ namespace, image, name }: Named) => ({ namespace, image, name });

function warnOfLoopback({ centre }: ClusterPlan, note: Terminal['note']): void {
  if (/^(?:127\.|localhost:|\[::1\])/.test(centre))
    note(
      `The agent will look for the centre at ${centre}, which inside a Pod is the Pod itself; see --centre.`,
    );
}
