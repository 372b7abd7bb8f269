// `plimsoll enroll --context NAME --image REF`: what it gives a real API server, and an agent with exactly that.
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestbed, type Testbed } from '@plimsoll/testbed';
import { describeTestbed } from '@plimsoll/testbed/testing';
import { readDocuments } from '@plimsoll/yaml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from './support/ask.js';
import { install, type Installation } from './support/installation.js';
import { PROGRAMS, Program } from './support/program.js';

const LIMIT = { timeout: 60_000 };
const IMAGE = 'registry.example/plimsoll-agent:0.1.0';
const SPACE = '/api/v1/namespaces/plimsoll';
const STATE = `${SPACE}/secrets/plimsoll-cluster-agent-state`;
const DEPLOYMENT = '/apis/apps/v1/namespaces/plimsoll/deployments/plimsoll-cluster-agent';

const KIND = /"kind":"(\w+)"/;

interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly securityContext: unknown;
}
interface PodSpec {
  readonly serviceAccountName: string;
  readonly containers: readonly [Container];
}
interface Deployed {
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

describeTestbed('a cluster that is given its agent', () => {
  let centre: Installation;
  let testbed: Testbed;
  let agent: Program | undefined;

  beforeAll(async () => {
    [centre, testbed] = await Promise.all([install(), startTestbed()]);
    await centre.server.says(/"ready"/);
  });
  afterAll(async () => {
    await agent?.stop();
    await testbed.stop();
    await centre.close();
  });

  async function enroll(kubeconfig: string, ...more: readonly string[]) {
    const api = `http://127.0.0.1:${centre.ports.httpPort}`;
    const args = [
      'enroll',
      '--context',
      'testbed',
      '--kubeconfig',
      kubeconfig,
      '--api',
      api,
      '--image',
      IMAGE,
    ];
    const child = spawn(process.execPath, [PROGRAMS.cli, ...args, ...more], {
      env: { ...process.env, NODE_OPTIONS: '', PLIMSOLL_API_TOKEN: centre.administratorToken },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => void (stdout += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => void (stderr += bytes.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, stdout, stderr };
  }

  const read = async <Found>(path: string): Promise<Found> => {
    const { status, text } = await testbed.admin.request('GET', path);
    expect(status, text).toBe(200);
    return JSON.parse(text) as Found;
  };

  it('is shown first what it would be given', LIMIT, async () => {
    const { code, stdout, stderr } = await enroll(testbed.kubeconfig, '--dry-run');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Nothing was applied');
    const kinds = [...readDocuments(Buffer.from(stdout))].map(
      (document) => KIND.exec(JSON.stringify(document))?.[1],
    );
    expect(kinds).toEqual([
      'Namespace',
      'ServiceAccount',
      'ClusterRole',
      'ClusterRoleBinding',
      'Role',
      'RoleBinding',
      'Secret',
      'Secret',
      'Deployment',
    ]);
    expect((await testbed.admin.request('GET', SPACE)).status).toBe(404);
  });

  it('is refused whole to somebody who may not, with every right that is missing', LIMIT, async () => {
    const nobody = await testbed.bearer(testbed.token('nobody'));
    const { code, stderr } = await enroll(nobody.kubeconfig);
    expect(code).toBe(2);
    expect(stderr).toContain('(INSTALL_FORBIDDEN)');
    expect(stderr).toContain('create deployments.apps in plimsoll');
    expect(stderr).toContain('create clusterroles.rbac.authorization.k8s.io');
    expect((await testbed.admin.request('GET', SPACE)).status).toBe(404);
  });

  it('gets all of it, once', LIMIT, async () => {
    const first = await enroll(testbed.kubeconfig);
    expect(first.code, first.stderr).toBe(0);
    const lines = first.stdout.trim().split('\n');
    expect(lines).toHaveLength(9);
    expect(lines.filter((line) => !line.endsWith(': created'))).toEqual([]);
    expect(first.stderr).toContain('inside a Pod is the Pod itself');
    const again = await enroll(testbed.kubeconfig);
    const [left, ...others] = again.stdout
      .trim()
      .split('\n')
      .filter((line) => !line.endsWith(': unchanged'));
    expect([left, ...others], again.stderr).toEqual([undefined]);
  });

  it('says what another image changes', LIMIT, async () => {
    const { stdout } = await enroll(testbed.kubeconfig, '--image', `${IMAGE}-1`);
    expect(stdout).toContain('Deployment plimsoll/plimsoll-cluster-agent: changed');
    expect(stdout.match(/: changed/g)).toHaveLength(1);
  });

  it('runs a Pod that Pod Security admission takes at its strictest', LIMIT, async () => {
    const { spec } = (await read<Deployed>(DEPLOYMENT)).spec.template;
    expect(spec.containers[0].securityContext).toMatchObject({
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
    const body = { metadata: { name: 'trial' }, spec };
    const { status, text } = await testbed.admin.request('POST', `${SPACE}/pods?dryRun=All`, { body });
    expect(status, text).toBe(201);
  });

  it(
    'has an agent that enrols itself with these rights, reads, and comes back as the same',
    LIMIT,
    async () => {
      const started = async (): Promise<Program> => {
        const program = new Program('agent', await environmentOfThePod());
        program.start();
        agent = program;
        await program.says(/connected to the centre/);
        return program;
      };
      const program = await started();
      expect(program.output).toContain('enrolled at the centre');
      const health = async () => {
        const query =
          '{ clusters { edges { node { name uid health { connected sources { source state } } } } } }';
        return (await ask(centre.ports.httpPort, centre.administratorToken, query)).text;
      };
      const complete = /"source":"kube\/rbac.authorization.k8s.io\/ClusterRole","state":"COMPLETE"/;
      await expect.poll(health, { timeout: 30_000 }).toMatch(complete);
      await expect.poll(health, { timeout: 30_000 }).not.toMatch(/NOT_COLLECTED|SYNCING/);
      expect(await program.stop()).toBe(0);
      const restarted = await started();
      expect(restarted.output).not.toContain('enrolled at the centre');
      const enrolled = await enroll(testbed.kubeconfig);
      expect(enrolled.stdout, enrolled.stderr).not.toContain('enrollment: changed');
    },
  );

  it('may touch no other Secret than its own', LIMIT, async () => {
    const { kubeconfig } = await serviceAccount();
    const may = async (verb: string, name: string) => {
      const resourceAttributes = { verb, resource: 'secrets', namespace: 'plimsoll', name };
      const body = {
        spec: { resourceAttributes, user: 'system:serviceaccount:plimsoll:plimsoll-cluster-agent' },
      };
      const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
      return (await testbed.admin.request('POST', path, { body })).text.includes('"allowed":true');
    };
    expect(kubeconfig).toBeTruthy();
    expect(await may('patch', 'plimsoll-cluster-agent-state')).toBe(true);
    expect(await may('get', 'plimsoll-cluster-agent-enrollment')).toBe(false);
    expect(await may('delete', 'plimsoll-cluster-agent-state')).toBe(false);
  });

  it('of which the centre knows nothing any more is not enrolled over', LIMIT, async () => {
    const ids = await ask(
      centre.ports.httpPort,
      centre.administratorToken,
      '{ clusters { edges { node { id } } } }',
    );
    const [, id] = /"id":"([^"]+)"/.exec(ids.text) ?? [];
    const deletion = 'mutation D($id: ID!) { deleteCluster(id: $id) { userErrors { message } } }';
    await ask(centre.ports.httpPort, centre.administratorToken, deletion, { id });
    const { code, stderr } = await enroll(testbed.kubeconfig);
    expect(code).toBe(2);
    expect(stderr).toContain('(AGENT_OF_ANOTHER_CENTRE)');
    expect(stderr).toContain('plimsoll/plimsoll-cluster-agent-state');
    const state = await testbed.admin.request('DELETE', STATE);
    expect(state.status).toBe(200);
    expect((await enroll(testbed.kubeconfig)).stdout).toContain('enrollment: changed');
  });

  /** As the Pod's: there is no kubelet here to start it. */
  async function environmentOfThePod(): Promise<Record<string, string>> {
    const { spec } = (await read<Deployed>(DEPLOYMENT)).spec.template;
    const given = Object.fromEntries(spec.containers[0].env.map(({ name, value }) => [name, value]));
    const secret = await read<{ readonly data: { readonly token: string } }>(
      `${SPACE}/secrets/plimsoll-cluster-agent-enrollment`,
    );
    const tokenFile = join(centre.folder, 'mounted-token');
    await writeFile(tokenFile, Buffer.from(secret.data.token, 'base64'));
    const { kubeconfig } = await serviceAccount();
    return { ...given, AGENT_TOKEN_FILE: tokenFile, AGENT_KUBECONFIG: kubeconfig };
  }

  async function serviceAccount() {
    const path = `${SPACE}/serviceaccounts/plimsoll-cluster-agent/token`;
    const body = { spec: { expirationSeconds: 3600 } };
    const { status, text } = await testbed.admin.request('POST', path, { body });
    expect(status, text).toBe(201);
    return testbed.bearer((JSON.parse(text) as { readonly status: { readonly token: string } }).status.token);
  }
});
