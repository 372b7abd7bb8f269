import {
  canonicalBody,
  bodyDigest,
  factDigest,
  subjectKey,
  type FactBody,
  type SourceId,
} from '@plimsoll/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi, type TestOrganization } from '../testing/index.js';

let api: TestApi;
let acme: TestOrganization;

const FACTS: Partial<Record<SourceId, FactBody>> = {
  'host/identity': {
    shape: 'settings',
    settings: {
      'kernel.osrelease': '6.8.0-60-generic',
      'os.id': 'ubuntu',
      'os.version-id': { absent: 'none' },
    },
  },
  'host/boot': {
    shape: 'settings',
    settings: { 'uefi.secureboot': '1', 'lsm.lockdown': { unreadable: 'permission', detail: 'EACCES' } },
  },
  'host/cpu-vulnerabilities': {
    shape: 'settings',
    settings: {
      '/sys/devices/system/cpu/vulnerabilities/spectre_v2': 'Vulnerable',
      '/sys/devices/system/cpu/vulnerabilities/l1tf': 'Not affected',
      '/sys/devices/system/cpu/smt/active': '1',
    },
  },
  'host/files': {
    shape: 'files',
    files: {
      '/etc/shadow': { mode: 0o640, uid: 0, gid: 42, user: 'root', group: 'shadow' },
      '/etc/none': { absent: 'nothing is there' },
      '/etc/cni/net.d/*': { matches: 2 },
    },
  },
  'host/kconfig': {
    shape: 'settings',
    settings: Object.fromEntries(Array.from({ length: 1_200 }, (_, i) => [`CONFIG_${10_000 + i}`, 'y'])),
  },
  'kube/core/Node': {
    shape: 'object',
    object: { kind: 'Node', status: { nodeInfo: { kubeletVersion: 'v1.34.1' } } },
  },
};

beforeAll(async () => {
  api = await TestApi.start();
  acme = await api.organization();
  await api.database.store.transaction(acme.organizationId, async (tx) => {
    for (const [source, body] of Object.entries(FACTS)) {
      const text = canonicalBody(body);
      const key = subjectKey({ group: '', kind: 'Node', namespace: '', name: 'node-1' });
      await tx.query(
        `insert into facts (organization_id, cluster_id, subject_key, source, partition, generation, trim_version, digest, body)
         values ($1, $2, $3, $4, 'node-1', 1, 1, $5, $6)`,
        [
          acme.organizationId,
          acme.clusterId,
          key,
          source,
          Buffer.from(factDigest(key, 1, bodyDigest(text))),
          text,
        ],
      );
    }
  });
});
afterAll(() => api.close());

const ask = (fields: string, token = acme.tokens.admin) =>
  api.ask<{ clusters: { nodes: readonly { nodes: { nodes: readonly Record<string, unknown>[] } }[] } }>(
    `{ clusters(first: 1) { nodes { nodes(first: 1) { totalCount nodes { ${fields} } } } } }`,
    { token },
  );
async function node(fields: string): Promise<Record<string, unknown>> {
  const { data, errors } = await ask(fields);
  expect(errors).toEqual([]);
  const [found, ...more] = data?.clusters.nodes.flatMap((cluster) => cluster.nodes.nodes) ?? [];
  expect(more).toEqual([]);
  return found ?? {};
}

describe('a node of a cluster', () => {
  it('has its sources with their age, its subject and its cluster', async () => {
    const found = await node(
      'name cluster { name } subject { kind name } sources { source freshness confirmedAt reason }',
    );
    expect(found).toMatchObject({
      name: 'node-1',
      cluster: { name: 'acme-one' },
      subject: { kind: 'Node', name: 'node-1' },
      sources: [{ source: 'host/sysctl', freshness: 'FRESH', reason: null }],
    });
  });

  it('has an inventory in which nothing that was not read has a value', async () => {
    const parts = '{ value state detail }';
    const found = await node(`
      kernel { release ${parts} architecture ${parts} }
      boot { secureBoot ${parts} lockdown ${parts} securityModules ${parts} }
      cpu { smtActive ${parts} vulnerabilities { name status { value } } }
      runtime { osId { value } osVersion ${parts} kubelet { value } containerRuntime ${parts} }`);
    expect(found).toEqual({
      kernel: {
        release: { value: '6.8.0-60-generic', state: 'READ', detail: '' },
        architecture: { value: null, state: 'NOT_COLLECTED', detail: '' },
      },
      boot: {
        secureBoot: { value: '1', state: 'READ', detail: '' },
        lockdown: { value: null, state: 'UNREADABLE', detail: 'permission: EACCES' },
        securityModules: { value: null, state: 'NOT_COLLECTED', detail: '' },
      },
      cpu: {
        smtActive: { value: '1', state: 'READ', detail: '' },
        vulnerabilities: [
          { name: 'l1tf', status: { value: 'Not affected' } },
          { name: 'spectre_v2', status: { value: 'Vulnerable' } },
        ],
      },
      runtime: {
        osId: { value: 'ubuntu' },
        osVersion: { value: null, state: 'ABSENT', detail: 'none' },
        kubelet: { value: 'v1.34.1' },
        containerRuntime: {
          value: null,
          state: 'ABSENT',
          detail: 'no status.nodeInfo.containerRuntimeVersion',
        },
      },
    });
  });

  it('gives the facts of a source, page after page', async () => {
    const found = await node(`
      all: facts(source: "host/kconfig") { count settings(first: 1000) { key } }
      rest: facts(source: "host/kconfig") { settings(first: 1000, after: "CONFIG_10999") { key } }
      some: facts(source: "host/kconfig") {
        settings(first: 5, keys: ["CONFIG_10007", "CONFIG_NONE"]) { key reading { value } } }
      begun: facts(source: "host/kconfig") { settings(first: 50, startsWith: "CONFIG_1111") { key } }
      files: facts(source: "host/files") { files(first: 9) { path mode uid gid user group matches reading { state } } }
      object: facts(source: "kube/core/Node") { object settings(first: 1) { key } }
      none: facts(source: "host/lsm") { count }`);
    expect(found).toMatchObject({
      all: { count: 1_200 },
      some: { settings: [{ key: 'CONFIG_10007', reading: { value: 'y' } }] },
      files: {
        files: [
          { path: '/etc/cni/net.d/*', mode: null, matches: 2, reading: { state: 'READ' } },
          { path: '/etc/none', mode: null, uid: null, gid: null, reading: { state: 'ABSENT' } },
          {
            path: '/etc/shadow',
            mode: '0640',
            uid: 0,
            gid: 42,
            user: 'root',
            group: 'shadow',
            reading: { state: 'READ' },
          },
        ],
      },
      object: { object: { kind: 'Node' }, settings: [] },
      none: null,
    });
    expect(Reflect.get(Object(found['all']), 'settings')).toHaveLength(1_000);
    expect(Reflect.get(Object(found['rest']), 'settings')).toHaveLength(200);
    expect(Reflect.get(Object(found['begun']), 'settings')).toHaveLength(10);
  });

  it.each([
    ['facts(source: "host/none") { count }', 'GRAPHQL_SOURCE_UNKNOWN'],
    ['facts(source: "host/kconfig") { settings(first: 1001) { key } }', 'GRAPHQL_PAGE_SIZE'],
    ['facts(source: "host/kconfig") { files(first: 0) { path } }', 'GRAPHQL_PAGE_SIZE'],
  ])('refuses %s', async (fields, code) => {
    const { errors } = await ask(fields);
    expect(errors.map(({ extensions }) => extensions.code)).toContain(code);
  });

  it('counts every entry that may come against the cost of the request', async () => {
    const many = Array.from(
      { length: 12 },
      (_, i) => `a${i}: facts(source: "host/kconfig") { settings(first: 1000) { key reading { value } } }`,
    );
    const { errors } = await ask(many.join(' '));
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['GRAPHQL_TOO_COSTLY']);
  });

  it('is found by its id, and by nobody else', async () => {
    const { id } = await node('id');
    const query = '{ node(id: "ID") { id ... on ClusterNode { name } } }'.replace('ID', String(id));
    const own = await api.ask<{ node: unknown }>(query, { token: acme.tokens.admin });
    expect(own.data?.node).toEqual({ id, name: 'node-1' });
    const other = await api.organization('other');
    const foreign = await api.ask<{ node: unknown }>(query, { token: other.tokens.admin });
    expect(foreign.data?.node).toBeNull();
  });
});
