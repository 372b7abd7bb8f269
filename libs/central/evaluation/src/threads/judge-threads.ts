import type { Logger } from '@plimsoll/runtime';
import type { ClusterAddress } from '../evaluated-cluster.js';
import type { SubjectRange } from '../judge/dirty-batch.repository.js';
import type { JudgedBatch } from '../judge/judged-batch.js';
import { JudgeThread } from './judge-thread.js';

export interface JudgeThreadsOptions {
  /** The module that a thread runs: it calls `runJudgeThread` with the catalogue. */
  readonly module: URL;
  /** Postgres as the application role; a thread has one connection. */
  readonly databaseUrl: string;
  /** Most threads at a time, 1 or more. */
  readonly count: number;
  readonly logger: Logger;
  /** Node's options for a thread; default: those of the process. */
  readonly execArgv?: readonly string[];
  /** How long threads without work are kept, in ms. Default a minute. */
  readonly idleMs?: number;
}

const IDLE_MS = 60_000;

/**
 * Threads that read and judge, started when there is work for them and ended when there has been none for a while.
 * Shared by all clusters; safe for concurrent use.
 */
export class JudgeThreads {
  private readonly idle: JudgeThread[] = [];
  private readonly all = new Set<JudgeThread>();
  private readonly wanting: ((thread: JudgeThread) => void)[] = [];
  private retire: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly options: JudgeThreadsOptions) {}

  get count(): number {
    return this.options.count;
  }

  /** Waits for a free thread. undefined: it could not, and whoever asked may find out why by doing it itself. */
  async judge(
    { organizationId, clusterId }: ClusterAddress,
    range: SubjectRange,
  ): Promise<JudgedBatch | undefined> {
    if (this.closed) return undefined;
    const cluster = { organizationId, clusterId };
    const thread = await this.take();
    try {
      return await thread.judge({ cluster, range });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.options.logger.warn(
        { reason, ...cluster },
        'a judging thread failed; its batch is judged without it',
      );
      return undefined;
    } finally {
      await this.giveBack(thread);
    }
  }

  /** Ends the threads, each after what it has in hand. From here on all is judged by those who ask. */
  async close(): Promise<void> {
    this.closed = true;
    await this.endIdle();
  }

  private take(): JudgeThread | Promise<JudgeThread> {
    clearTimeout(this.retire);
    const free = this.idle.pop();
    if (free !== undefined) return free;
    if (this.all.size < this.count) return this.start();
    return new Promise((resolve) => this.wanting.push(resolve));
  }

  private start(): JudgeThread {
    const { module, databaseUrl, execArgv } = this.options;
    const thread = new JudgeThread(module, { databaseUrl }, execArgv);
    this.all.add(thread);
    return thread;
  }

  private async giveBack(thread: JudgeThread): Promise<void> {
    if (thread.dead) this.all.delete(thread);
    const next = this.wanting.shift();
    if (next !== undefined) next(thread.dead ? this.start() : thread);
    else if (!thread.dead) this.idle.push(thread);
    if (this.closed) await this.endIdle();
    else if (this.idle.length === this.all.size) this.retireLater();
  }

  private retireLater(): void {
    clearTimeout(this.retire);
    this.retire = setTimeout(() => void this.endIdle(), this.options.idleMs ?? IDLE_MS);
    this.retire.unref();
  }

  private async endIdle(): Promise<void> {
    clearTimeout(this.retire);
    const ending = this.idle.splice(0);
    for (const thread of ending) this.all.delete(thread);
    await Promise.all(ending.map((thread) => thread.end()));
  }
}
