import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeTestbed } from '@plimsoll/testbed/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runForPerson } from './support/run-for-person.js';

describeTestbed('npm run testbed', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'plimsoll-person-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  const portOf = (kubeconfig: string): number =>
    Number(/server: https:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(kubeconfig, 'utf8'))?.[1]);

  async function connects(port: number): Promise<boolean> {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false; // refused, which is the answer
    } finally {
      socket.destroy();
    }
  }

  it(
    'stays up with a kubeconfig until it is asked to end, once a checkout',
    { timeout: 90_000 },
    async () => {
      const kubeconfig = path.join(root, '.plimsoll/testbed/kubeconfig');
      const testbed = await runForPerson(root);
      const port = portOf(kubeconfig);
      expect(statSync(kubeconfig).mode & 0o777).toBe(0o600);
      await expect(runForPerson(root)).rejects.toThrow('a testbed of this checkout is up already');
      expect([testbed.exitCode, await connects(port)]).toEqual([null, true]);
      testbed.kill('SIGTERM');
      expect(await once(testbed, 'exit')).toEqual([0, null]);
      expect([existsSync(kubeconfig), await connects(port)]).toEqual([false, false]);
    },
  );
});
