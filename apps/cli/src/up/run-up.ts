import { readdir, rm, writeFile } from 'node:fs/promises';
import { createApiToken, createEnrollmentToken, createLoginCode, operator } from '@plimsoll/identity';
import { readAgentState } from '@plimsoll/link-client';
import { contextCluster, type ContextCluster } from '../context/context-cluster.js';
import { paint } from '../terminal/paint.js';
import type { Terminal } from '../terminal/terminal.js';
import { startDemo, startHostAgent } from './agents.js';
import { openApi, type Api } from './api.js';
import { openDatabase, prepare, startServer, type Administration, type Ready } from './centre.js';
import { childFailure, type Child } from './child.js';
import { startClusterAgent, type ClusterAgent } from './cluster-agent.js';
import { firstPosture } from './first-posture.js';
import { exists, openInstallation, type Installation } from './installation.js';
import { step } from './progress.js';
import { readSummary } from './read-summary.js';
import { Shutdown, untilSignal } from './shutdown.js';
import { summaryTable } from './summary-table.js';
import type { Summary } from './summary.js';
import { glance, scanThisMachine } from './this-machine.js';
import type { UpOptions } from './up-options.js';

const DEMO_CLUSTERS = 3;

/** Everything that is up. */
interface Running {
  readonly installation: Installation;
  readonly administration: Administration;
  readonly ready: Ready;
  readonly api: Api;
  readonly children: readonly Child[];
  readonly cluster: ClusterAgent | undefined;
  readonly expected: number;
}

/** Runs the centre and this machine's agent; see UP_HELP. Stops what it started, whatever happens. */
export async function runUp(options: UpOptions, terminal: Terminal): Promise<number> {
  const shutdown = new Shutdown(terminal);
  const signal = untilSignal(process);
  const told = signal.then(() => {
    terminal.note('Stopping ...');
    return true;
  });
  let stopped = false;
  try {
    stopped = await Promise.race([told, beUp(options, terminal, shutdown, signal)]);
    return 0;
  } finally {
    await shutdown.stop();
    // Told to while it started: what is half up goes with this process, which holds the lifelines of all of it.
    if (stopped) process.exit(0);
  }
}

/** Until everything was judged once, or something that should be up has ended; false: nobody told it to stop. */
async function beUp(
  options: UpOptions,
  terminal: Terminal,
  shutdown: Shutdown,
  signal: Promise<void>,
): Promise<boolean> {
  const cluster = await findCluster(options, terminal);
  const scan = await step(terminal, 'Scanned this machine', () => scanThisMachine(terminal));
  if (options.format === 'table') await terminal.write(`${glance(scan, paint(terminal.color))}\n`);
  const running = await start(options, cluster, terminal, shutdown);
  const summary = await step(terminal, 'Judged', () => judged(running, options, terminal));
  if (options.format === 'json') await terminal.write(`${JSON.stringify({ ...summary, scan }, null, 2)}\n`);
  else await terminal.write(summaryTable(summary, paint(terminal.color)));
  if (options.once) return false;
  if (options.format === 'table') await terminal.write(await whatNext(running));
  await stayUp(running, signal, terminal);
  return false;
}

/** Before anything is started: what is wrong with a kubeconfig should be known in a second. */
async function findCluster({ cluster }: UpOptions, terminal: Terminal): Promise<ContextCluster | undefined> {
  if (cluster === undefined) return undefined;
  const around = { environment: process.env, cwd: process.cwd() };
  const found = await step(terminal, 'Reached the cluster', () => contextCluster(cluster, around));
  terminal.note(
    `Context ${found.context} is ${found.server}; it is read from here, nothing is installed in it.`,
  );
  return found;
}

async function start(
  options: UpOptions,
  found: ContextCluster | undefined,
  terminal: Terminal,
  shutdown: Shutdown,
): Promise<Running> {
  const installation = await openInstallation(options.dataFolder);
  const database = await step(terminal, 'Started Postgres', () => openDatabase(installation));
  shutdown.add('Postgres', database.stop);
  if (database.embedded)
    terminal.note('The embedded Postgres is for evaluation; set DATABASE_URL in production.');
  const administration = await step(terminal, 'Prepared the database', () => prepare(database));
  shutdown.add('the administration', administration.close);
  tellFirstToken(administration, terminal);
  const { server, ready } = await step(terminal, 'Started the server', () =>
    startServer(installation, database, options),
  );
  shutdown.add('the server', server.stop);
  const firstDemo = !(await exists(installation.demoOffered));
  const own = found ? 2 : 1;
  const expected = options.demo ? own + (await demoClusters(installation, firstDemo)) : own;
  const children = await step(terminal, 'Started the agents', () =>
    startAgents(options, installation, administration, ready),
  );
  for (const child of children) shutdown.add(child.name, child.stop);
  const api = openApi(ready.httpPort, await sessionToken(administration));
  const cluster = found && (await startClusterAgent(installation, administration, ready, found, api));
  if (cluster) shutdown.add('the cluster agent', cluster.child.stop);
  await writeFile(
    installation.session,
    JSON.stringify({ port: ready.httpPort, token: await localToken(administration) }),
    { mode: 0o600 },
  );
  shutdown.add('the session', () => rm(installation.session, { force: true }));
  const all = [server, ...children, ...(cluster ? [cluster.child] : [])];
  return { installation, administration, ready, api, children: all, cluster, expected };
}

async function startAgents(
  options: UpOptions,
  installation: Installation,
  administration: Administration,
  ready: Ready,
): Promise<readonly Child[]> {
  const host = await startHostAgent(installation, administration, ready);
  return options.demo ? [host, await startDemo(installation, administration, ready, DEMO_CLUSTERS)] : [host];
}

function tellFirstToken({ first }: Administration, terminal: Terminal): void {
  if (first.administratorToken === null) return;
  terminal.note(`\nThe first administrator's API token, shown this once:\n  ${first.administratorToken}\n`);
}

/** For the table that is read back through the API. */
async function sessionToken({ context, first }: Administration): Promise<string> {
  const wanted = { name: 'plimsoll up', role: 'viewer', expiresInSeconds: 3600 } as const;
  return (await createApiToken(context, operator(first.organizationId), wanted)).text;
}

/** For the local commands of whoever owns the data folder, while this runs. */
async function localToken({ context, first }: Administration): Promise<string> {
  const wanted = { name: 'local commands', role: 'admin', expiresInSeconds: 86_400 } as const;
  return (await createApiToken(context, operator(first.organizationId), wanted)).text;
}

/** Waits until this machine, the live cluster, and the demo where it is there, were collected and judged. */
async function judged(running: Running, { timeoutMs }: UpOptions, terminal: Terminal): Promise<Summary> {
  await firstPosture(running, timeoutMs, terminal);
  const { clusterId } = await readAgentState(running.installation.hostState);
  return readSummary(running.api, clusterId);
}

/** All of them the first time, later those that were not removed. */
async function demoClusters({ demoStates }: Installation, firstDemo: boolean): Promise<number> {
  return firstDemo
    ? DEMO_CLUSTERS
    : (await readdir(demoStates)).filter((name) => name.endsWith('.json')).length;
}

/** What a person can do now. */
async function whatNext({ administration, ready, api }: Running): Promise<string> {
  const { context, first } = administration;
  const principal = operator(first.organizationId);
  const login = await createLoginCode(context, principal);
  const { text } = await createEnrollmentToken(context, principal, { description: 'printed by plimsoll up' });
  return `
GraphiQL, logged in (one use, ten minutes):
  ${api.url}/graphiql#code=${login.text}

Enrol the next machine (one use, 24 hours):
  npx plimsoll enroll --centre 127.0.0.1:${ready.enrollmentPort} --ca-pin ${ready.caPin} --token ${text}

Remove the demo fleet:
  npx plimsoll demo remove

Running; Ctrl-C stops everything.
`;
}

/** Until a signal, or until something that should be up has ended. */
async function stayUp(
  { children, cluster }: Running,
  signal: Promise<void>,
  { note }: Terminal,
): Promise<void> {
  if (cluster) void tellEnd(cluster, signal, note);
  const ended = children
    .filter((child) => child.name !== 'fleet' && child !== cluster?.child)
    .map(async (child) => ({ child, sentence: await child.ended }));
  const first = await Promise.race([signal, ...ended]);
  if (first) throw await childFailure(first.child, first.sentence);
}

/** A cluster may be deleted while this runs, which ends its agent and nothing else. */
async function tellEnd(
  { child, name }: ClusterAgent,
  signal: Promise<void>,
  note: Terminal['note'],
): Promise<void> {
  const sentence = await Promise.race([signal, child.ended]);
  if (sentence === undefined) return;
  const { message } = await childFailure(child, sentence);
  note(`Context ${name} is read no more: ${message}`);
}
