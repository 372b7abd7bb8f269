import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

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

const here = (name: string): string => new URL(name, import.meta.url).pathname;
const program = new URL('../../../apps/cli/dist/bin/', import.meta.url).pathname;

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
export function whyNoPod(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the pod is built for Linux on x86-64';
  if (process.getuid?.() !== 0) return 'only root may build the pod';
  for (const tool of ['setpriv', 'chroot', 'perl'])
    if (spawnSync(tool, ['--version']).error) return `${tool} is not installed`;
  if (spawnSync('unshare', [...NAMESPACES, 'true']).status !== 0) return 'namespaces may not be made here';
  return undefined;
}

/** Runs the built `plimsoll` in the pod of a node agent: uid 65534, no capability, read-only, no network. */
export function runInPod(args: readonly string[]): PodRun {
  const root = mkdtempSync(join(tmpdir(), 'pod-'));
  try {
    const command = ['/app/node/node', '/app/program/plimsoll.js', ...args];
    const inside = [here('pod.sh'), root, Object.values(REFUSED).join(','), ...command];
    const { stdout, stderr } = spawnSync(
      'unshare',
      [...NAMESPACES, '--propagation', 'private', 'sh', ...inside],
      {
        encoding: 'utf8',
        maxBuffer: 256 * 2 ** 20,
        env: {
          PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
          PLIMSOLL_NODE: dirname(process.execPath),
          PLIMSOLL_PROGRAM: program,
          PLIMSOLL_RUNNER: here('pod-runner.pl'),
        },
      },
    );
    const last = stderr.trimEnd().split('\n').at(-1) ?? '';
    if (!last.startsWith('{')) throw new Error(`the pod did not come up: ${stderr}`);
    return { stdout, stderr, process: JSON.parse(last) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
