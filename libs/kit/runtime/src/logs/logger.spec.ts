import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.js';

describe('a logger', () => {
  it('writes one JSON object a line and never a secret', () => {
    const lines: string[] = [];
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()),
    });
    const logger = createLogger({ name: 'test', destination });
    logger.child({ role: 'api' }).info({ token: 'canary', deep: { password: 'canary' }, count: 1 }, 'hello');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      name: 'test',
      role: 'api',
      count: 1,
      msg: 'hello',
      token: '***',
    });
    expect(lines[0]).not.toContain('canary');
  });
});
