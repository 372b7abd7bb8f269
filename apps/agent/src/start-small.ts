/** What `startSmall` needs of the process; the tests give their own. */
export interface SmallStart {
  readonly execPath: string;
  readonly execArgv: readonly string[];
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly connected?: boolean;
  readonly execve?: (file: string, args: string[], env: Record<string, string>) => void;
}

/**
 * An agent of the role node lives on every node and is idle most of its life: memory before speed. These flags must be
 * there when Node starts, so the program replaces itself, with the same process id, where whoever started it did not
 * give them. A cluster agent canonicalizes thousands of objects and keeps its compilers, which optimizing for size would
 * cost a third more of processor time; a young generation that does not grow saves it 60 MiB, for what it reads is
 * forgotten at once.
 */
const QUIET = '--disable-warning=ExperimentalWarning';
const FLAGS = {
  node: ['--max-semi-space-size=1', '--lite-mode', QUIET],
  cluster: ['--max-semi-space-size=2', QUIET],
} as const;

export function startSmall(start: SmallStart): void {
  const { execPath, execArgv, argv, env, connected, execve } = start;
  const busy = env['AGENT_MANIFESTS'] !== undefined;
  const missing = FLAGS[env['AGENT_ROLE'] === 'cluster' ? 'cluster' : 'node'].filter(
    (flag) => !execArgv.includes(flag),
  );
  // A channel to a parent would not survive; a platform without execve runs larger.
  if (busy || missing.length === 0 || connected || !execve) return;
  const given = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  execve(execPath, [execPath, ...execArgv, ...missing, ...argv.slice(1)], Object.fromEntries(given));
}
