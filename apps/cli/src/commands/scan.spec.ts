import { CATALOG_VERSION } from '@plimsoll/controls';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readReport } from '../testing/contract.js';
import type { ScanReport } from '../testing/contract.js';
import { plimsoll } from '../testing/fake-terminal.js';
import { VERSION } from '../version.js';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-scan-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
/** A folder of its own with these files. */
function folder(files: Readonly<Record<string, string>>): string {
  const path = join(root, String((folders += 1)));
  mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

const privileged = (name = 'a', value = 'true'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n  - name: c\n    image: x\n    securityContext:\n      privileged: ${value}\n`;
const PLAIN =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: plain}\nspec: {containers: [{name: c, image: x}]}\n';
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {k: v}\n';
const BROKEN = 'apiVersion: v1\nkind: Pod\nmetadata: {name: b\n';
const PRIVILEGED = ['--control', 'workload/privileged'];

async function report(
  args: readonly string[],
  input = '',
): Promise<ScanReport & { readonly code: number; readonly stderr: string }> {
  const { code, stdout, stderr } = await plimsoll(['scan', ...args, '--format', 'json'], input);
  return { ...readReport(stdout), code, stderr };
}
const failing = ({ results }: ScanReport): string[] =>
  results.filter(({ verdict }) => verdict === 'fail').map(({ subject }) => subject.name);

describe('the contract', () => {
  it('holds, with the version of the catalogue, for good, bad and broken documents', async () => {
    const path = folder({
      'a.yaml': `${privileged()}---\n${BROKEN}---\n${PLAIN}`,
      'b.json': '{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"}}',
      'c.txt': 'no',
    });
    const found = await report([
      path,
      '--framework',
      'pss-restricted',
      '--framework',
      'nsa',
      '--kubernetes-version',
      '1.34',
    ]);
    expect(found.code).toBe(2);
    expect(found.catalog.version).toBe(CATALOG_VERSION);
    expect(found.subjects.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Pod a',
      'Pod plain',
      'Service s',
    ]);
    expect(found.errors).toEqual([
      { file: join(path, 'a.yaml'), line: 14, message: expect.stringContaining('YAML_SYNTAX') },
    ]);
    expect(new Set(found.requirements.map(({ framework }) => framework))).toEqual(
      new Set(['pss-restricted', 'nsa-cisa-1.2']),
    );
  });

  it('says where the field of the evidence stands', async () => {
    const path = folder({ 'a.yaml': `${PLAIN}---\n# two\n${privileged()}` });
    const { results } = await report([path, ...PRIVILEGED]);
    expect(results).toMatchObject([
      {
        control: 'workload/privileged',
        severity: 'high',
        verdict: 'fail',
        reason: '',
        subject: { apiVersion: 'v1', kind: 'Pod', namespace: '', name: 'a' },
        location: { file: join(path, 'a.yaml'), line: 16, document: 1 },
        evidence: [
          { path: 'spec.containers[0].securityContext.privileged', value: true, wanted: 'not true' },
        ],
        references: expect.arrayContaining(['kubescape:C-0057']),
        requirements: expect.arrayContaining([{ framework: 'pss-baseline', id: 'privileged' }]),
      },
    ]);
  });

  it('shows passes with their evidence, and what does not apply, with --verdicts all', async () => {
    const path = folder({ 'a.yaml': PLAIN });
    expect((await report([path, ...PRIVILEGED])).results).toEqual([]);
    const { results } = await report([path, '--verdicts', 'all']);
    expect(results.find(({ control }) => control === 'workload/privileged')).toMatchObject({
      verdict: 'pass',
      evidence: [{ value: null, wanted: 'not true' }],
    });
    expect(results.length).toBe(
      (await report([path])).subjects.reduce(
        (sum, { pass, fail, unknown, notApplicable }) => sum + pass + fail + unknown + notApplicable,
        0,
      ),
    );
  });

  it('adds controls and frameworks up, and takes references for ids', async () => {
    const path = folder({ 'a.yaml': privileged() });
    const byReference = await report([path, '--control', 'kubescape:C-0057', '--verdicts', 'all']);
    expect(new Set(byReference.results.map(({ control }) => control))).toContain('workload/privileged');
    const both = await report([
      path,
      '--framework',
      'pss-baseline',
      '--control',
      'workload/resource-limits',
      '--verdicts',
      'all',
    ]);
    expect(both.results.map(({ control }) => control)).toEqual(
      expect.arrayContaining(['workload/privileged', 'workload/resource-limits']),
    );
  });

  it('follows the Kubernetes version', async () => {
    const path = folder({
      'a.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: x, livenessProbe: {httpGet: {host: example.com, port: 80}}}]}\n',
    });
    const at = async (version: string): Promise<string | undefined> =>
      (
        await report([path, '--framework', 'pss-baseline', '--kubernetes-version', version])
      ).requirements.find(({ id }) => id.startsWith('hostProbes'))?.verdict;
    expect(await at('1.33')).toBe('not-applicable');
    expect(await at('1.34')).toBe('fail');
  });

  it('names only the requirements that the Kubernetes version has', async () => {
    const path = folder({
      'a.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, securityContext: {capabilities: {add: [SYS_ADMIN]}}}]}\n',
    });
    const at = async (version: string): Promise<readonly string[] | undefined> =>
      (
        await report([path, '--control', 'workload/capabilities-baseline', '--kubernetes-version', version])
      ).results[0]?.requirements
        .map(({ framework }) => framework)
        .filter((framework) => framework.startsWith('pss-'));
    expect(await at('1.21')).toEqual(['pss-baseline', 'pss-restricted']);
    expect(await at('1.22')).toEqual(['pss-baseline']);
  });
});

describe('a privileged container is found', () => {
  const inList = `apiVersion: v1\nkind: List\nitems:\n- ${privileged().replaceAll('\n', '\n  ').trimEnd()}\n`;
  const json = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'c', image: 'x', securityContext: { privileged: true } }] },
  });
  it.each([
    ['as `on`', 'a.yaml', privileged('a', 'on'), 10],
    ['as `yes`', 'a.yaml', privileged('a', 'yes'), 10],
    ['as a duplicate key', 'a.yaml', privileged('a', 'false\n      privileged: true'), 11],
    ['inside a List', 'a.yaml', inList, 13],
    ['in a .json file', 'a.json', json, 1],
    ['as an ephemeral container', 'a.yaml', privileged().replace('containers:', 'ephemeralContainers:'), 10],
    ['as an init container', 'a.yaml', privileged().replace('containers:', 'initContainers:'), 10],
    [
      'by a merge key',
      'a.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nx: &p {privileged: true}\nspec: {containers: [{name: c, securityContext: {<<: *p}}]}\n',
      5,
    ],
    [
      'in a PodList',
      'a.yaml',
      `apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n  spec:\n    containers: [{securityContext: {privileged: true}}]\n`,
      6,
    ],
    ['behind CRLF', 'a.yaml', privileged().replaceAll('\n', '\r\n'), 10],
    ['behind a byte order mark', 'a.yaml', `\uFEFF${privileged()}`, 10],
  ])('%s', async (_, name, text, line) => {
    const path = folder({ [name]: text });
    const found = await report([path, ...PRIVILEGED]);
    expect(failing(found)).toEqual(['a']);
    expect(found.results[0]?.location?.line).toBe(line);
    expect(found.code).toBe(1);
  });
});

describe('without data there is no result', () => {
  it.each([
    ['an empty folder', () => [folder({})]],
    ['a path that does not exist', () => [join(root, 'none')]],
    ['a folder without manifests', () => [folder({ 'readme.md': 'x', 'values.yaml': 'a: 1\n' })]],
    ['an empty file', () => [join(folder({ 'a.yaml': '' }), 'a.yaml')]],
    ['a host root that is empty', () => ['--host', folder({})]],
  ])('%s', async (_, args) => {
    const found = await report([...args(), '--framework', 'pss-baseline']);
    expect(found.code).toBe(2);
    expect(found.subjects).toEqual([]);
    expect(found.summary).toMatchObject({ pass: 0, fail: 0 });
    expect(found.stderr).toContain('nothing was read');
    expect(found.requirements.some(({ verdict }) => verdict === 'pass')).toBe(false);
    const table = await plimsoll(['scan', ...args()]);
    expect(table).toMatchObject({ code: 2, stdout: '' });
  });

  it('one ConfigMap passes nothing of a framework', async () => {
    const found = await report([folder({ 'a.yaml': CONFIG_MAP }), '--framework', 'nsa-cisa-1.2']);
    expect(found.code).toBe(0);
    expect(found.stderr).toContain('no control applies');
    expect(found.requirements.length).toBeGreaterThan(40);
    expect(
      found.requirements
        .map(({ verdict }) => verdict)
        .filter((verdict) => verdict === 'pass' || verdict === 'not-applicable'),
    ).toEqual([]);
  });

  it('a privileged Pod is found before a broken document', async () => {
    const found = await report([folder({ 'a.yaml': `${privileged()}---\n${BROKEN}` }), ...PRIVILEGED]);
    expect(failing(found)).toEqual(['a']);
    expect(found.code).toBe(2);
  });

  it('one bad file among good ones is said, and the good ones are judged', async () => {
    const good = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`g${index}.yaml`, privileged(`p${index}`)]),
    );
    const found = await report([folder({ ...good, 'bad.yaml': '\u0000' }), ...PRIVILEGED]);
    expect(failing(found)).toHaveLength(30);
    expect(found.errors).toHaveLength(1);
  });

  it('what is not in the files is unknown, and with --complete it does not exist', async () => {
    const rbac =
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b, namespace: n}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects: [{kind: User, name: u}]\n';
    const path = folder({ 'a.yaml': rbac });
    const open = await report([path]);
    expect(open.results.some(({ reason }) => reason === 'incomplete')).toBe(true);
    expect((await report([path, '--complete'])).summary.unknown).toBe(0);
  });
});

describe('objects', () => {
  it('of a kind that no control reads are listed and named, beside those that are judged', async () => {
    const misspelt = 'apiVersion: apps/v1\nkind: Deploymnt\nmetadata: {name: d}\nspec: {}\n';
    const found = await report([folder({ 'a.yaml': `${PLAIN}---\n${misspelt}` }), ...PRIVILEGED]);
    expect(found.code).toBe(0);
    expect(found.subjects.map(({ kind }) => kind)).toEqual(['Pod', 'Deploymnt']);
    expect(found.stderr).toContain('1 of kind Deploymnt (apps/v1): listed, not judged');
  });

  it('of equal name are all judged and listed', async () => {
    const found = await report([
      folder({ 'a.yaml': `${privileged()}---\n${privileged('a', 'false')}`, 'b.yaml': privileged() }),
      ...PRIVILEGED,
    ]);
    expect(found.subjects.map(({ name, fail, location }) => [name, fail, location?.document])).toEqual([
      ['a', 1, 0],
      ['a', 0, 1],
      ['a', 1, 0],
    ]);
  });

  it('of equal name that disagree make what looks them up ambiguous', async () => {
    const role = (verbs: string): string =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules: [{apiGroups: ["*"], resources: ["*"], verbs: [${verbs}]}]\n`;
    const binding =
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}\nsubjects: [{kind: ServiceAccount, name: s, namespace: n}]\n';
    const found = await report([
      folder({ 'a.yaml': `${role('"*"')}---\n${role('get')}---\n${binding}` }),
      '--complete',
    ]);
    expect(
      found.results.some(
        ({ subject, verdict, reason }) =>
          subject.kind === 'ClusterRoleBinding' && verdict === 'unknown' && reason === 'ambiguous',
      ),
    ).toBe(true);
  });

  it('of unknown kinds are listed and judged by nothing', async () => {
    const found = await report(
      ['-'],
      'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t, namespace: ns}\n',
    );
    expect(found.code).toBe(0);
    expect(found.subjects).toMatchObject([
      {
        apiVersion: 'example.com/v1',
        kind: 'Thing',
        namespace: 'ns',
        name: 't',
        pass: 0,
        fail: 0,
        unknown: 0,
      },
    ]);
  });

  it('come from the standard input too', async () => {
    const found = await report(['-', ...PRIVILEGED], privileged());
    expect(found.results[0]?.location).toEqual({ file: '-', line: 10, document: 0 });
  });

  it('of a document without apiVersion and kind are an error where the file was named', async () => {
    const path = folder({ 'values.yaml': 'a: 1\n', 'pod.yaml': PLAIN });
    expect((await report([path])).errors).toEqual([]);
    expect((await report([join(path, 'values.yaml'), join(path, 'pod.yaml')])).errors).toMatchObject([
      { line: 1 },
    ]);
  });

  it('never show a secret', async () => {
    const canary = 'CANARY7Q';
    const text = `${PLAIN.replace('image: x', `image: x, env: [{name: T, value: ${canary}}], args: ["--token=${canary}"]`)}---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, annotations: {k: ${canary}}}\nstringData: {k: ${canary}}\n`;
    for (const format of ['json', 'table']) {
      const { stdout, stderr } = await plimsoll(['scan', '-', '--verdicts', 'all', '--format', format], text);
      expect(stdout + stderr).not.toContain(canary);
    }
  });
});

describe('files', () => {
  it('that are pipes never block', async () => {
    const path = folder({ 'a.yaml': privileged() });
    execFileSync('mkfifo', [join(path, 'b.yaml')]);
    const found = await report([path, ...PRIVILEGED]);
    expect(found.code).toBe(2);
    expect(found.errors).toMatchObject([
      { file: join(path, 'b.yaml'), line: 0, message: expect.stringContaining('MANIFEST_NOT_REGULAR') },
    ]);
    expect(failing(found)).toEqual(['a']);
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read are said', async () => {
    const path = folder({ 'a.yaml': privileged(), 'b.yaml': PLAIN });
    chmodSync(join(path, 'b.yaml'), 0);
    expect((await report([path])).errors).toMatchObject([
      { message: expect.stringContaining('MANIFEST_UNREADABLE') },
    ]);
  });
});
if (process.getuid?.() === 0)
  process.stderr.write('skipped: a file that may not be read, because root reads everything\n');

describe('a host', () => {
  const captured = (files: Readonly<Record<string, string>>): string => {
    const path = join(root, `host-${(folders += 1)}`);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(path, name, '..'), { recursive: true });
      writeFileSync(join(path, name), text);
    }
    return path;
  };

  it('is one v1/Node with its name and no location, beside manifests', async () => {
    const host = captured({
      'etc/hostname': 'ship\n',
      'proc/sys/kernel/hostname': 'ship\n',
      'proc/sys/kernel/kptr_restrict': '0\n',
    });
    const found = await report([
      '--host',
      host,
      folder({ 'a.yaml': privileged() }),
      '--control',
      'kernel/kptr-restrict',
      ...PRIVILEGED,
    ]);
    expect(found.subjects.map(({ kind, name, location }) => [kind, name, location === null])).toEqual([
      ['Pod', 'a', false],
      ['Node', 'ship', true],
    ]);
    expect(found.results).toContainEqual(
      expect.objectContaining({
        control: 'kernel/kptr-restrict',
        location: null,
        subject: { apiVersion: 'v1', kind: 'Node', namespace: '', name: 'ship' },
      }),
    );
  });

  it('that says little is unknown in the rest, never passed', async () => {
    const found = await report(['--host', captured({ 'proc/sys/kernel/kptr_restrict': '2\n' })]);
    expect(found.summary.unknown).toBeGreaterThan(found.summary.pass);
    expect(found.subjects).toHaveLength(1);
  });
});

describe('the exit code', () => {
  const high = (): string => folder({ 'a.yaml': privileged() });
  it.each([
    ['1 for any fail', [], 1],
    ['1 at --fail-on', ['--fail-on', 'high'], 1],
    ['0 below --fail-on', ['--fail-on', 'critical'], 0],
  ])('is %s', async (_, args, code) =>
    expect((await report([high(), ...PRIVILEGED, ...args])).code).toBe(code),
  );

  it('is 0 where nothing fails, and 1 for an unknown only when asked', async () => {
    const path = folder({ 'a.yaml': privileged('a', '"text"') });
    const found = await report([path, ...PRIVILEGED]);
    expect(found.summary.unknown).toBe(1);
    expect(found.code).toBe(0);
    expect((await report([path, ...PRIVILEGED, '--fail-on-unknown'])).code).toBe(1);
    expect((await report([path, ...PRIVILEGED, '--fail-on-unknown', '--fail-on', 'critical'])).code).toBe(0);
  });

  it.each([
    [['scan'], 'NOTHING_READ'],
    [['scan', '.', '--context', 'x'], 'USAGE'],
    [['scan', '.', '--format', 'xml'], 'USAGE'],
    [['scan', '.', '--fail-on', 'nothing'], 'USAGE'],
    [['scan', '.', '--kubernetes-version', 'new'], 'USAGE'],
    [['scan', '.', '--control', 'workload/privilegd'], 'Did you mean workload/privileged'],
    [['scan', '.', '--framework', 'pss-basline'], 'Did you mean pss-baseline'],
    [['scna'], 'COMMAND_UNKNOWN'],
  ])('is 2 for %j', async (args, message) => {
    const { code, stdout, stderr } = await plimsoll(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('the table', () => {
  it('shows the worst first, with evidence, what is wanted, and where', async () => {
    const path = folder({ 'a.yaml': `${privileged()}---\n${PLAIN}` });
    const { stdout, code } = await plimsoll(['scan', path, '--framework', 'pss-baseline']);
    expect(code).toBe(1);
    expect(stdout).toContain('HIGH     workload/privileged');
    expect(stdout).toContain(`${join(path, 'a.yaml')}:10`);
    expect(stdout).toContain('spec.containers[0].securityContext.privileged: true, wanted not true');
    expect(stdout).toMatch(/1 fail {3}0 unknown/);
    expect(stdout).not.toContain('\u001b');
  });

  it('colours a screen, and lets no manifest do so', async () => {
    const text = privileged('"a\\e[31mred"');
    const { stdout } = await plimsoll(['scan', '-', ...PRIVILEGED], text, true);
    expect(stdout).toContain('\u001b[31m');
    expect(stdout).toContain('a\\x1b[31mred');
  });

  it('counts what it does not list', async () => {
    const many = Array.from({ length: 45 }, (_, index) => privileged(`p${index}`)).join('---\n');
    const { stdout } = await plimsoll(['scan', '-', ...PRIVILEGED], many);
    expect(stdout).toContain('and 25 more');
    expect(stdout).toContain('45 fail');
  });

  it('says of unknown verdicts that they are no passes', async () => {
    const { stdout } = await plimsoll(['scan', '-', ...PRIVILEGED], privileged('a', '"text"'));
    expect(stdout).toContain('Unknown is not passed: 1 unreadable.');
  });
});

describe('help and version', () => {
  it('explain every command', async () => {
    const { stdout, code } = await plimsoll([]);
    expect(code).toBe(0);
    expect(stdout).toContain('scan');
    expect((await plimsoll(['help', 'scan'])).stdout).toBe((await plimsoll(['scan', '--help'])).stdout);
    expect((await plimsoll(['version'])).stdout).toContain(CATALOG_VERSION);
  });

  it('names the version of the package', () => {
    const manifest: unknown = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    expect(manifest).toMatchObject({ version: VERSION });
  });
});
