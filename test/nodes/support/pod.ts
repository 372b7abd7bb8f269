import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe } from 'vitest';
import { PROGRAMS, ROOT } from '../../e2e/support/program.js';

/**
 * Calls that the seccomp profile RuntimeDefault refuses a container without capabilities, by their number on x86-64
 * (Docker documentation, "Seccomp security profiles for Docker"; arch/x86/entry/syscalls/syscall_64.tbl). `clone` is
 * left out: it is refused for some of its arguments only.
 */
const REFUSED = {
  ptrace: 101,
  personality: 135,
  pivot_root: 155,
  acct: 163,
  settimeofday: 164,
  mount: 165,
  umount2: 166,
  swapon: 167,
  swapoff: 168,
  reboot: 169,
  iopl: 172,
  ioperm: 173,
  init_module: 175,
  delete_module: 176,
  quotactl: 179,
  lookup_dcookie: 212,
  clock_settime: 227,
  mbind: 237,
  set_mempolicy: 238,
  get_mempolicy: 239,
  kexec_load: 246,
  add_key: 248,
  request_key: 249,
  keyctl: 250,
  unshare: 272,
  move_pages: 279,
  perf_event_open: 298,
  name_to_handle_at: 303,
  open_by_handle_at: 304,
  clock_adjtime: 305,
  setns: 308,
  process_vm_readv: 310,
  process_vm_writev: 311,
  kcmp: 312,
  finit_module: 313,
  kexec_file_load: 320,
  bpf: 321,
  userfaultfd: 323,
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
} as const;

/** What the kernel says of the process that ran in the pod, and of what it wrote. */
export interface PodProcess {
  readonly Uid: string;
  readonly Gid: string;
  readonly Groups: string;
  readonly CapEff: string;
  readonly CapPrm: string;
  readonly CapBnd: string;
  readonly NoNewPrivs: string;
  readonly Seccomp: string;
  readonly code: string;
  readonly writeBytes: string;
  readonly written: string;
}

export interface PodRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly process: PodProcess;
}

const NAMESPACES = ['--mount', '--pid', '--fork', '--net', '--ipc', '--uts', '--cgroup'] as const;

/** Why this machine cannot have such a pod; undefined when it can. */
function whyNoPod(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the pod is built for Linux on x86-64';
  if (process.getuid?.() !== 0) return 'only root may build the pod';
  for (const tool of ['setpriv', 'chroot', 'ip', 'perl'])
    if (spawnSync(tool, ['--version']).error) return `${tool} is not installed`;
  if (spawnSync('unshare', [...NAMESPACES, 'true']).status !== 0) return 'namespaces may not be made here';
  return undefined;
}

/** `describe` for tests in a pod of namespaces; where none can be made they are skipped and the reason is printed. */
export const describePod = (name: string, body: () => void): void => {
  const why = whyNoPod();
  if (why !== undefined) console.warn(`skipped: ${name}: ${why}`);
  // oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- the condition is not a title
  describe.runIf(why === undefined)(name, body);
};

/** How the pod is made, as `unshare` takes it. */
function podCommand(root: string, program: string, args: readonly string[]) {
  const inside = ['/app/node/node', join('/app/plimsoll', relative(ROOT, program)), ...args];
  const script = [join(import.meta.dirname, 'pod.sh'), root, Object.values(REFUSED).join(','), ...inside];
  const environment = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    PLIMSOLL_NODE: dirname(process.execPath),
    PLIMSOLL_ROOT: ROOT,
  };
  return { args: [...NAMESPACES, '--propagation', 'private', 'sh', ...script], environment };
}

function ended(stdout: string, stderr: string): PodRun {
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{"CapBnd"')) throw new Error(`the pod did not come up: ${stderr}`);
  return { stdout, stderr, process: JSON.parse(last) };
}

/** Runs the built `plimsoll` in the pod of a node agent: uid 65534, no capability, read-only, no way out. */
export function runInPod(args: readonly string[]): PodRun {
  const root = mkdtempSync(join(tmpdir(), 'pod-'));
  try {
    const pod = podCommand(root, PROGRAMS.cli, args);
    const { stdout, stderr } = spawnSync('unshare', pod.args, {
      encoding: 'utf8',
      maxBuffer: 256 * 2 ** 20,
      env: pod.environment,
    });
    return ended(stdout, stderr);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export interface AgentPod {
  /** Asks the agent to end, and settles when the pod is gone. */
  readonly stop: () => Promise<PodRun>;
}

/**
 * Starts the built agent of a node in its pod, with a way out to one port of this machine.
 * @param identity a folder with `agent.json`, the identity of an enrolled cluster, readable by uid 65534
 */
export async function startAgentPod(identity: string, port: number): Promise<AgentPod> {
  const root = mkdtempSync(join(tmpdir(), 'pod-'));
  const socket = join(mkdtempSync(join(tmpdir(), 'egress-')), 'socket');
  const way = createServer((inside) => {
    const outside = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [inside, outside],
      [outside, inside],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    inside.pipe(outside).pipe(inside);
  });
  await new Promise<void>((resolve) => way.listen(socket, resolve));
  const pod = podCommand(root, PROGRAMS.agent, []);
  const child = spawn('unshare', pod.args, {
    env: {
      ...pod.environment,
      PLIMSOLL_IDENTITY: identity,
      PLIMSOLL_EGRESS: `${port}=${socket}`,
      PLIMSOLL_UNTIL_EOF: '1',
      AGENT_ROLE: 'node',
      AGENT_HOST_ROOT: '/host',
      AGENT_STATE_FILE: '/var/run/agent/agent.json',
    },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => void (output.stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => void (output.stderr += bytes.toString()));
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    stop: async () => {
      child.stdin.end();
      await gone;
      way.close();
      for (const folder of [root, dirname(socket)]) rmSync(folder, { recursive: true, force: true });
      return ended(output.stdout, output.stderr);
    },
  };
}
