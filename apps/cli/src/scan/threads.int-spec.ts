import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { plimsoll } from '../testing/fake-terminal.js';

const PROGRAM = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const missing = !existsSync(PROGRAM);
if (missing)
  process.stderr.write('skipped: scanning with threads, because the program is not built (npm run build)\n');

const root = mkdtempSync(join(tmpdir(), 'plimsoll-threads-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const filler = 'x'.repeat(30_000);
const pod = (name: string, privileged: boolean): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, annotations: {fill: ${filler}}}\nspec:\n  serviceAccountName: s\n  containers:\n  - name: c\n    securityContext: {privileged: ${privileged}}\n`;
const ROLE =
  'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]\n';
const BINDING =
  'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}\nsubjects: [{kind: ServiceAccount, name: s, namespace: default}]\n';

describe.skipIf(missing)('scanning with threads', () => {
  it('comes to the same as without, in the same order, across files that need each other', async () => {
    for (let index = 0; index < 40; index += 1)
      writeFileSync(
        join(root, `${String(index).padStart(2, '0')}.yaml`),
        `${pod(`a${index}`, index % 2 === 0)}---\n${pod(`b${index}`, true)}`,
      );
    writeFileSync(join(root, '05-broken.yaml'), 'kind: [\n');
    writeFileSync(join(root, '10-role.yaml'), ROLE);
    writeFileSync(join(root, '90-binding.yaml'), BINDING);
    for (const format of ['json', 'table']) {
      const args = ['scan', root, '--verdicts', 'all', '--format', format];
      const alone = await plimsoll(args);
      const threads = spawnSync(process.execPath, [PROGRAM, ...args], {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      });
      expect(threads.status).toBe(alone.code);
      expect(threads.stderr.trimEnd()).toBe(alone.stderr);
      expect(threads.stdout).toBe(alone.stdout);
    }
  });
});
