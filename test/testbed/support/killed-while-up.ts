import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const built = pathToFileURL(path.join(import.meta.dirname, '../../../tools/testbed/dist/index.js')).href;

const OWNER = `
import { startTestbed } from ${JSON.stringify(built)};
const testbed = await startTestbed();
const pids = ['etcd', 'kube-apiserver', 'kube-controller-manager'].map((name) => testbed.pid(name));
console.log(JSON.stringify({ pids, kubeconfig: testbed.kubeconfig }));
process.stdin.resume();
`;

/** Starts a testbed in a process of its own and kills that with SIGKILL. Returns what must go with it. */
export async function killedWhileUp(): Promise<{
  readonly pids: readonly number[];
  readonly folder: string;
}> {
  const owner = spawn(process.execPath, ['--input-type=module', '-e', OWNER], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(owner.stdout), 'line');
  const { pids, kubeconfig }: { pids: number[]; kubeconfig: string } = JSON.parse(String(line));
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  return { pids, folder: path.dirname(path.dirname(kubeconfig)) };
}
