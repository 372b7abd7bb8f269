import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { testbedErrors } from '../errors.js';
import type { Layout } from './layout.js';

export type ServerName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

const SAID_LINES = 8;

/** One server of a testbed: the same program with the same flags each time it is started. */
export class ServerProcess {
  private child: ChildProcess | undefined;
  private over: Promise<void> = Promise.resolve();

  constructor(
    readonly name: ServerName,
    private readonly program: string,
    private readonly flags: readonly string[],
    private readonly files: Layout,
  ) {}

  get pid(): number | undefined {
    return this.running ? this.child?.pid : undefined;
  }

  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resolves when the process that runs now has ended, however it did. */
  get ended(): Promise<void> {
    return this.over;
  }

  /** Does not wait until it serves. */
  start(): void {
    const log = openSync(this.files.log(this.name), 'a', 0o600);
    const child = spawn(this.program, [...this.flags], {
      cwd: this.files.directory,
      // Nothing of ours: a proxy's variables least of all.
      env: { PATH: '/usr/bin:/bin', HOME: this.files.directory, TZ: 'UTC' },
      detached: true, // a Ctrl-C at the terminal reaches us first, and we stop them in order
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const pid = this.files.pid(this.name);
    if (child.pid !== undefined) writeFileSync(pid, String(child.pid));
    this.child = child;
    this.over = new Promise((resolve) => {
      child.once('error', () => resolve()); // could not be run: it has no exit code, and `running` is false
      child.once('exit', () => {
        if (this.child === child) rmSync(pid, { force: true });
        resolve();
      });
    });
    child.unref();
  }

  signal(name: NodeJS.Signals): void {
    if (this.running) this.child?.kill(name);
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!this.running) return;
    this.child?.ref();
    this.signal(signal);
    await this.over;
  }

  /** The error of a server that does not serve, with the end of its log. */
  async failure(what: string): Promise<Error> {
    const log = await readFile(this.files.log(this.name), 'utf8');
    const said = log.trim().split('\n').slice(-SAID_LINES).join('\n');
    return testbedErrors.error('TESTBED_START_FAILED', `${this.name} ${what}:\n${said}`, {
      details: { server: this.name },
    });
  }
}
