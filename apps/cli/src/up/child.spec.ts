import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { childFailure, startChild } from './child.js';

async function child(text: string) {
  const logs = await mkdtemp(join(tmpdir(), 'plimsoll-child-'));
  const program = join(logs, 'program.mjs');
  await writeFile(program, text);
  return startChild({ name: 'program', program, logs, environment: { GIVEN: 'yes' } });
}

describe('a child', () => {
  it('writes its log to a file, and says how it ended', async () => {
    const started = await child(
      'console.log(process.env.GIVEN, process.env.PLIMSOLL_LIFELINE); process.exit(3)',
    );
    const sentence = await started.ended;
    expect(sentence).toBe('program ended with code 3');
    expect(await readFile(started.logFile, 'utf8')).toBe('yes stdin\n');
    expect(await childFailure(started, sentence)).toMatchObject({
      code: 'CHILD_FAILED',
      message: 'program ended with code 3; the end of its log:\nyes stdin',
    });
  });

  it('does not take for its own what a person set for another agent', async () => {
    process.env['AGENT_MANIFESTS'] = '/of/mine';
    try {
      const started = await child('console.log(process.env.AGENT_MANIFESTS, process.env.PATH !== undefined)');
      await started.ended;
      expect(await readFile(started.logFile, 'utf8')).toBe('undefined true\n');
    } finally {
      delete process.env['AGENT_MANIFESTS'];
    }
  });

  it('is stopped by SIGTERM, and stopping it again changes nothing', async () => {
    const started = await child('setInterval(() => {}, 1e6)');
    await started.stop();
    expect(await started.ended).toBe('program ended with SIGTERM');
    await started.stop();
  });
});
