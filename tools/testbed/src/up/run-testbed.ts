import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findBinaries, requireBinaries } from '../binaries/find-binaries.js';
import { buildTestbed } from '../build/build-testbed.js';
import { tryHold } from '../build/exclusive.js';
import { startTestbed } from '../cluster/start-testbed.js';
import type { Testbed } from '../cluster/start-testbed.js';
import { testbedErrors } from '../errors.js';

const USAGE = `Builds and starts a real Kubernetes API server on this machine, for trying things out.

  npm run testbed                    until Ctrl-C; a kubeconfig is in .plimsoll/testbed/kubeconfig
  npm run testbed -- --scheduler     with kube-scheduler
  npm run testbed -- --build         only builds, unless KUBEBUILDER_ASSETS or the PATH has the servers
`;

const say = (text: string): boolean => process.stderr.write(text);

/** Uses the servers that are there, else builds them. */
async function ensureBinaries(): Promise<void> {
  if (!findBinaries().found) await buildTestbed({ say });
  requireBinaries();
}

function welcome(testbed: Testbed, kubeconfig: string, seconds: string): string {
  const kubectl = requireBinaries().kubectl ?? 'kubectl';
  return `
A real Kubernetes API server is up at ${testbed.url} (${seconds} s).
RBAC, audit log, encryption at rest and Pod Security admission are on; it has no nodes, so pods stay pending.

  export KUBECONFIG=${kubeconfig}
  ${kubectl} get namespaces
  npm start -- --context testbed

Audit log: ${testbed.auditLog}
Ctrl-C ends it and removes everything.
`;
}

const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const LONG_MS = 2 ** 31 - 1;

/** Resolves when a person or the system asks for the end; until then this process stays, though nothing else holds it. */
function asked(): Promise<undefined> {
  const stay = setInterval(() => undefined, LONG_MS);
  return new Promise((resolve) => {
    for (const signal of ENDS)
      process.once(signal, () => {
        clearInterval(stay);
        resolve(undefined);
      });
  });
}

async function up(folder: string, scheduler: boolean): Promise<number> {
  const begin = performance.now();
  const testbed = await startTestbed({ controllers: 'full', scheduler });
  const kubeconfig = path.join(folder, 'kubeconfig');
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(kubeconfig, await readFile(testbed.kubeconfig), { mode: 0o600 });
    say(welcome(testbed, kubeconfig, ((performance.now() - begin) / 1000).toFixed(1)));
    const ended = await Promise.race([asked(), testbed.failed]);
    if (ended !== undefined) say(`${ended} ended by itself.\n`);
    return ended === undefined ? 0 : 1;
  } finally {
    await rm(kubeconfig, { force: true });
    await testbed.stop();
  }
}

/** `npm run testbed`. Returns the exit code. @throws TESTBED_NO_GO, TESTBED_BUILD_FAILED, TESTBED_IN_USE */
export async function runTestbed(args: readonly string[], root: string): Promise<number> {
  const options = {
    build: { type: 'boolean' },
    scheduler: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  await ensureBinaries();
  if (values.build) return 0;
  const folder = path.join(root, '.plimsoll/testbed');
  const held = await tryHold(`up ${folder}`);
  if (held === null)
    throw testbedErrors.error('TESTBED_IN_USE', `a testbed of this checkout is up already; see ${folder}`);
  try {
    return await up(folder, values.scheduler ?? false);
  } finally {
    await held.release();
  }
}
