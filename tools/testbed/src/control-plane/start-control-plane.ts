import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requireBinaries } from '../binaries/find-binaries.js';
import { freePorts } from '../cluster/free-ports.js';
import { layout, type Layout } from '../cluster/layout.js';
import { ServerProcess, type ServerName } from '../cluster/server-process.js';
import { untilServes } from '../cluster/until.js';
import { watchOver } from '../cluster/watchdog.js';
import { testbedErrors } from '../errors.js';
import { writeControlPlaneFiles, type Administrator } from './control-plane-files.js';

/** By server; `{pki}` and `{files}` stand for folders with every certificate and file that a flag may name. */
export type ControlPlaneFlags = Readonly<Record<ServerName, readonly string[]>>;

/** Four servers that were started with somebody's own flags. */
export interface ControlPlane {
  readonly pids: readonly number[];
  /** As the API server says it, `v1.36.3`. */
  readonly version: string;
  /** The folder that `{pki}` and `{files}` are in. */
  readonly directory: string;
  readonly stop: () => Promise<void>;
}

interface Ports {
  readonly api: number;
  readonly etcd: number;
  readonly peer: number;
}

/** What a server needs to start at all: addresses, ports and folders. */
function placed(ports: Ports, files: Layout, flags: ControlPlaneFlags): ControlPlaneFlags {
  const scheme = flags.etcd.some((flag) => flag.startsWith('--cert-file=')) ? 'https' : 'http';
  const [client, peer] = [ports.etcd, ports.peer].map((port) => `${scheme}://127.0.0.1:${port}`);
  const kubeconfig = `--kubeconfig=${path.join(files.directory, 'files/kubeconfig')}`;
  return {
    etcd: [
      '--unsafe-no-fsync',
      `--data-dir=${files.etcdData}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      '--log-level=warn',
    ],
    'kube-apiserver': [
      `--etcd-servers=${client}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${ports.api}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      '--service-cluster-ip-range=10.0.0.0/24',
      '--endpoint-reconciler-type=none',
    ],
    'kube-controller-manager': [kubeconfig, '--secure-port=0', '--leader-elect=false'],
    'kube-scheduler': [kubeconfig, '--secure-port=0', '--leader-elect=false'],
  };
}

function makeServers(ports: Ports, files: Layout, flags: ControlPlaneFlags): readonly ServerProcess[] {
  const binaries = requireBinaries();
  const base = placed(ports, files, flags);
  const filled = (flag: string): string =>
    flag
      .replaceAll('{pki}', path.join(files.directory, 'pki'))
      .replaceAll('{files}', path.join(files.directory, 'files'));
  const names = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;
  return names.map((name) => {
    const program = binaries[name];
    if (program === undefined) throw testbedErrors.error('TESTBED_ABSENT', `there is no ${name}`);
    return new ServerProcess(name, program, [...base[name], ...flags[name].map(filled)], files);
  });
}

/** Asked without trust, for a server may have made its certificate itself. */
function ask(port: number, where: string, admin: Administrator): Promise<{ status: number; text: string }> {
  const agent = new Agent({ rejectUnauthorized: false, cert: admin.certificate, key: admin.key });
  return new Promise((resolve) => {
    const asked = request(
      { host: '127.0.0.1', port, path: where, agent, headers: { authorization: `Bearer ${admin.token}` } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      },
    );
    asked.on('error', () => resolve({ status: 0, text: '' })); // it does not listen yet
    asked.end();
  });
}

async function versionOf(port: number, admin: Administrator): Promise<string> {
  const { text } = await ask(port, '/version', admin);
  const { gitVersion } = JSON.parse(text) as { readonly gitVersion?: unknown };
  return typeof gitVersion === 'string' ? gitVersion : '';
}

/**
 * Starts a control plane with these flags beside those that a server needs to start at all, whatever they protect or
 * leave open; on loopback, in a temporary folder that goes with it.
 * @throws TESTBED_ABSENT, TESTBED_START_FAILED
 */
export async function startControlPlane(flags: ControlPlaneFlags): Promise<ControlPlane> {
  const directory = await mkdtemp(path.join(await realpath(tmpdir()), 'plimsoll-control-plane-'));
  const files = layout(directory);
  const [api, etcd, peer] = await freePorts();
  const dismiss = watchOver(directory, 'this process');
  const admin = await writeControlPlaneFiles(files, `https://127.0.0.1:${api}`);
  const servers = makeServers({ api, etcd, peer }, files, flags);
  const stop = async (): Promise<void> => {
    for (const server of [...servers].reverse()) await server.end('SIGKILL');
    await rm(directory, { recursive: true, force: true });
    dismiss();
  };
  try {
    for (const server of servers) {
      server.start();
      if (server.name === 'kube-apiserver')
        await untilServes(server, async () => (await ask(api, '/readyz', admin)).status === 200);
    }
    const version = await versionOf(api, admin);
    const pids = servers.flatMap(({ pid }) => pid ?? []);
    return { pids, version, directory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
