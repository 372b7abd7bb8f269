import { Worker } from 'node:worker_threads';
import { evaluationErrors } from '../errors.js';
import type { JudgedBatch } from '../judge/judged-batch.js';
import type { JudgeAnswer, JudgeTask, JudgeThreadData } from './judge-task.js';

/** Room for the bodies that live from reading to judging, so that they are not copied again and again. */
const LIMITS = { maxYoungGenerationSizeMb: 64 };

/** One thread, asked one thing at a time. It keeps the process alive only while it is asked. */
export class JudgeThread {
  private readonly worker: Worker;
  private readonly gone: Promise<void>;
  private failure: string | undefined;

  constructor(module: URL, workerData: JudgeThreadData, execArgv?: readonly string[]) {
    const options = { workerData, resourceLimits: LIMITS };
    this.worker = new Worker(
      module,
      execArgv === undefined ? options : { ...options, execArgv: [...execArgv] },
    );
    this.worker.once('error', (error) => {
      this.failure = error instanceof Error ? error.message : String(error);
    });
    this.gone = new Promise((resolve) =>
      this.worker.once('exit', () => {
        this.failure ??= 'it has ended';
        resolve();
      }),
    );
    this.worker.unref();
  }

  get dead(): boolean {
    return this.failure !== undefined;
  }

  /** @throws EVALUATION_THREAD_FAILED */
  async judge(task: JudgeTask): Promise<JudgedBatch> {
    const answer = await this.ask(task);
    if (answer === undefined) throw failed(this.failure ?? 'it has ended');
    if ('failure' in answer) throw failed(answer.failure);
    return answer.batch;
  }

  /** Resolves when it is gone. */
  async end(): Promise<void> {
    const task: JudgeTask = { end: true };
    this.worker.ref();
    this.worker.postMessage(task);
    await this.gone;
  }

  private async ask(task: JudgeTask): Promise<JudgeAnswer | undefined> {
    this.worker.ref();
    this.worker.postMessage(task);
    try {
      return await Promise.race([this.answer(), this.gone.then(() => undefined)]);
    } finally {
      this.worker.unref();
    }
  }

  private answer(): Promise<JudgeAnswer> {
    return new Promise((resolve) => this.worker.once('message', resolve));
  }
}

const failed = (reason: string): Error =>
  evaluationErrors.error('EVALUATION_THREAD_FAILED', `a thread that judges ended early: ${reason}`);
