import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const FOREIGN = ['unshare', '--map-root-user', '--net', '--uts'] as const;
const canUnshare = spawnSync(FOREIGN[0], [...FOREIGN.slice(1), 'true']).status === 0;
const library = new URL('../../../', import.meta.url);

let folder = '';
let program = '';

/** A program that prints the settings of two sources of this machine, seen from wherever it is started. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'));
  program = join(folder, 'program.mjs');
  const entry = `
    import { collectHost } from ${JSON.stringify(new URL('collectors/src/host-collectors.ts', library).pathname)};
    import { openHostFiles } from ${JSON.stringify(new URL('probes/src/host/open-host-files.ts', library).pathname)};
    const facts = {};
    await collectHost(openHostFiles('/'), { nodeName: 'n' }, (fact) => { facts[fact.source] = fact.body.settings; });
    process.stdout.write(JSON.stringify(facts));`;
  const bundle = await rolldown({
    input: 'entry',
    platform: 'node',
    resolve: {
      conditionNames: ['@plimsoll/source', 'import', 'node'],
      extensionAlias: { '.js': ['.ts', '.js'] },
    },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? id : null),
        load: (id) => (id === 'entry' ? entry : null),
      },
    ],
  });
  await bundle.write({ file: program, format: 'esm' });
  await bundle.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: readonly string[]): Record<string, Record<string, unknown>> => {
  const [name, ...rest] = [...command, process.execPath, program];
  const { stdout, stderr } = spawnSync(name, rest, { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
};

describe('a reader in namespaces of its own', () => {
  it("gives no network setting of them as the node's, nor their host name", (context) => {
    if (!canUnshare) context.skip('this machine does not allow `unshare --map-root-user --net --uts`');
    const own = run([]);
    const foreign = run([...FOREIGN, 'sh', '-c', 'hostname not-the-node && exec "$0" "$@"']);
    expect(foreign['host/sysctl']).toMatchObject({
      'reader.net-namespace': 'other',
      'net.ipv4.conf.all.rp_filter': { unreadable: 'namespace' },
      'net.ipv6.conf.all.accept_redirects': { unreadable: 'namespace' },
      'kernel.kptr_restrict': own['host/sysctl']?.['kernel.kptr_restrict'],
      'net.ipv4.ip_forward': own['host/sysctl']?.['net.ipv4.ip_forward'],
    });
    expect(foreign['host/identity']?.['hostname']).not.toBe('not-the-node');
    expect(foreign['host/cpu-vulnerabilities']).toEqual(own['host/cpu-vulnerabilities']);
  });
});
