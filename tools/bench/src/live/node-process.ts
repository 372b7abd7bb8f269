import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A Node program that runs until it is stopped. */
export interface NodeProcess {
  readonly pid: number | undefined;
  readonly running: () => boolean;
  /** SIGTERM; settles when it is gone. */
  readonly stop: () => Promise<void>;
}

/** Its standard error is ours, and it ends with us. The variables are added to the environment of this process. */
export function startNode(
  parameters: readonly string[],
  variables: Readonly<Record<string, string>>,
): NodeProcess {
  const child = spawn(process.execPath, parameters, {
    env: { ...process.env, NODE_ENV: 'production', PLIMSOLL_LIFELINE: 'stdin', ...variables },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const running = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid,
    running,
    stop: async () => {
      if (!running()) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
