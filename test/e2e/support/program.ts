import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const PROGRAMS = {
  server: `${ROOT}apps/server/dist/main.js`,
  agent: `${ROOT}apps/agent/dist/bin/plimsoll-agent.js`,
  cli: `${ROOT}apps/cli/dist/bin/plimsoll.js`,
} as const;

/** One of Plimsoll's own programs, which can be killed and started again; everything that it ever wrote is kept. */
export class Program {
  readonly pids: number[] = [];
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #output = '';

  constructor(
    readonly name: keyof typeof PROGRAMS,
    private readonly environment: Readonly<Record<string, string>>,
    private readonly args: readonly string[] = [],
  ) {
    if (!existsSync(PROGRAMS[name]))
      throw new Error(`${PROGRAMS[name]} is not there: run npm run build first`);
  }

  get output(): string {
    return this.#output;
  }

  get pid(): number | undefined {
    const child = this.#child;
    return child && child.exitCode === null && child.signalCode === null ? child.pid : undefined;
  }

  start(): void {
    const child = spawn(process.execPath, [PROGRAMS[this.name], ...this.args], {
      env: { ...process.env, NODE_OPTIONS: '', PLIMSOLL_LIFELINE: 'stdin', ...this.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    if (child.pid !== undefined) this.pids.push(child.pid);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (bytes: Buffer) => void (this.#output += bytes.toString()));
    this.#ended = new Promise((resolve) => child.once('close', () => resolve()));
  }

  /** True when there was one to kill. Settles when it is gone. */
  async kill(): Promise<boolean> {
    const alive = this.pid !== undefined;
    this.#child?.kill('SIGKILL');
    await this.#ended;
    return alive;
  }

  /** As an operator would: SIGTERM. @returns the exit code, null when a signal ended it */
  async stop(): Promise<number | null> {
    this.#child?.kill('SIGTERM');
    await this.#ended;
    return this.#child?.exitCode ?? null;
  }

  /** Settles when a line of the output matches, from now on or before. */
  async says(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#output)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#child?.stdout?.once('data', () => resolve());
      this.#child?.stderr?.once('data', () => resolve());
      this.#child?.once('close', () => resolve());
      if (this.pid === undefined) throw new Error(`${this.name} ended:\n${this.#output}`);
      await promise;
    }
  }
}
