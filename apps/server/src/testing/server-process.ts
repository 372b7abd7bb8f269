import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** The built server as a process of its own, with its log read line by line. */
export class ServerProcess {
  readonly lines: LogLine[] = [];
  stdout = '';
  private readonly waiting = new Set<() => void>();
  private readonly child: ChildProcess;
  readonly exited: Promise<number | null>;

  constructor(environment: Readonly<Record<string, string>>) {
    if (!existsSync(MAIN)) throw new Error('the server is not built: run `npm run build` first');
    this.child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'], SERVER_HTTP_PORT: '0', ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.exited = once(this.child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
    void this.exited.then(() => this.wake());
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    if (this.child.stderr) createInterface(this.child.stderr).on('line', (line) => this.take(line));
  }

  /** Resolves with the line of this message; rejects when the process ends without it. */
  async line(message: string): Promise<LogLine> {
    for (;;) {
      const found = this.lines.find(({ msg }) => msg === message);
      if (found) return found;
      if (this.child.exitCode !== null) throw new Error(`it ended: ${JSON.stringify(this.lines.slice(-5))}`);
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it however it is. */
  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private take(line: string): void {
    this.lines.push(line.startsWith('{') ? (JSON.parse(line) as LogLine) : { level: 'text', msg: line });
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
