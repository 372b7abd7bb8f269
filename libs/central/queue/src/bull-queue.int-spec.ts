import { createLogger, silentLogger } from '@plimsoll/runtime';
import type { Processor } from 'bullmq';
import { describe, expect, it } from 'vitest';
import type { Backend, Consumer, Producer } from './backend.js';
import { BullQueue } from './bull-queue.js';

const never = (): Promise<never> => new Promise(() => undefined);
const done = (): Promise<void> => Promise.resolve();
const PRODUCER: Producer = { add: done, repeat: done, ready: done, close: done };

const backendWith = (consumer: Partial<Consumer>): Backend => ({
  producer: () => PRODUCER,
  consumer: (_work: Processor) => ({ ready: done, pause: done, close: done, ...consumer }),
});

const HANDLERS = { evaluate: done, sweep: done, 'delete-cluster': done };

describe('a queue whose database never answers', () => {
  it('is left after 2 s, and says so', async () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ name: 'test', destination });
    const queue = new BullQueue(backendWith({ close: never }), { ...PRODUCER, close: never }, logger);
    await queue.work(HANDLERS, { concurrency: 1 });
    const began = performance.now();
    await queue.close();
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(lines.join('')).toContain('the database of the queue did not answer');
  });

  it('passes on what the closing refuses', async () => {
    const refused = () => Promise.reject(new Error('refused'));
    const queue = new BullQueue(backendWith({ close: refused }), PRODUCER, silentLogger);
    await queue.work(HANDLERS, { concurrency: 1 });
    await expect(queue.close()).rejects.toThrow('refused');
  });
});
