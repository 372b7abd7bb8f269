import { subjectKey, type Fact, type FactBody, type JsonObject, type SourceId } from '@plimsoll/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsFact } from '../../derivation.js';
import { componentFlags, componentFlagsOf } from './component-flags.js';

const NAMESPACED: Readonly<Record<string, string>> = { Pod: 'kube-system' };

const fact = (source: SourceId, kind: string, name: string, body: FactBody): Fact => ({
  source,
  partition: '',
  subject: { group: '', kind, namespace: NAMESPACED[kind] ?? '', name },
  body,
});
const object = (source: SourceId, kind: string, name: string, content: JsonObject): Fact =>
  fact(source, kind, name, { shape: 'object', object: { apiVersion: 'v1', kind, ...content } });

const node = (name: string, ...roles: readonly string[]): Fact => {
  const labels = Object.fromEntries(roles.map((role) => [`node-role.kubernetes.io/${role}`, '']));
  return object('kube/core/Node', 'Node', name, { metadata: { name, labels } });
};

interface PodParts {
  readonly node: string;
  readonly command: readonly string[];
  readonly owner?: string;
  readonly env?: readonly JsonObject[];
}

const pod = (name: string, parts: PodParts): Fact =>
  object('kube/core/Pod', 'Pod', name, {
    metadata: {
      name,
      namespace: 'kube-system',
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Node', name: parts.owner ?? parts.node, controller: true },
      ],
    },
    spec: {
      nodeName: parts.node,
      containers: [{ name: 'main', command: parts.command, env: parts.env ?? [] }],
    },
  });

const version: Fact = fact('cluster/version', 'Namespace', 'kube-system', {
  shape: 'settings',
  settings: { gitVersion: 'v1.33.4-eks-1', distribution: 'eks' },
});

const at = (facts: readonly Fact[], name: string) => componentFlagsOf(componentFlags.derive(facts).get(name));
const API = ['kube-apiserver', '--profiling=false', '--etcd-servers=[redacted]', '--bind-address=[redacted]'];

describe('component flags', () => {
  it('are those of the mirror Pod on the node', () => {
    const found = at([node('a', 'control-plane'), pod('kube-apiserver-a', { node: 'a', command: API })], 'a');
    expect(found).toMatchObject({
      roles: ['control-plane'],
      pods: {
        'kube-apiserver': {
          name: 'kube-system/kube-apiserver-a',
          settings: {
            '--profiling': 'false',
            '--bind-address': { unreadable: 'invalid' },
            '--token-auth-file': { absent: expect.any(String) },
          },
        },
      },
    });
  });

  it('come from no Pod that a kubelet does not own', () => {
    const stranger = pod('kube-apiserver-a', { node: 'a', command: API, owner: 'b' });
    expect(at([node('a'), stranger], 'a')?.pods).toEqual({});
  });

  it('are nobody’s word where two Pods are one component', () => {
    const twice = ['kube-apiserver-a', 'kube-apiserver-b'].map((name) =>
      pod(name, { node: 'a', command: API }),
    );
    expect(at([node('a'), ...twice], 'a')?.pods).toEqual({});
  });

  it('of etcd are not known where a variable may stand for one', () => {
    const env = [{ name: 'ETCD_CLIENT_CERT_AUTH', value: '[redacted]' }];
    const etcd = pod('etcd-a', { node: 'a', command: ['etcd', '--data-dir=/d'], env });
    expect(at([etcd], 'a')?.pods.etcd?.settings).toMatchObject({
      '--client-cert-auth': { unreadable: 'invalid' },
      '--cert-file': { absent: expect.any(String) },
    });
  });

  it('have the platform and the version beside them, on every node', () => {
    const identity = fact('host/identity', 'Node', 'b', { shape: 'settings', settings: {} });
    for (const name of ['a', 'b'])
      expect(at([version, node('a'), identity], name)).toMatchObject({
        distribution: 'eks',
        kubernetesVersion: '1.33',
      });
    expect(at([version, node('a'), identity], 'b')?.roles).toBeUndefined();
    expect(componentFlags.derive([version]).size).toBe(0);
  });

  it('are read from few of the Pods, and from all of the Nodes', () => {
    const reads = (one: Fact): boolean => readsFact(componentFlags, one.source, subjectKey(one.subject));
    expect(reads(pod('kube-apiserver-a', { node: 'a', command: API }))).toBe(true);
    expect(reads(pod('coredns-1', { node: 'a', command: [] }))).toBe(false);
    expect([node('a'), version].every(reads)).toBe(true);
    expect(readsFact(componentFlags, 'kube/core/Secret', '/Secret/kube-system/etcd-a')).toBe(false);
  });

  it('do not depend on the order of the facts', () => {
    const facts = [
      node('a', 'control-plane'),
      node('b'),
      version,
      pod('kube-apiserver-a', { node: 'a', command: API }),
      pod('etcd-a', { node: 'a', command: ['etcd'] }),
    ];
    const wanted = [...componentFlags.derive(facts)];
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
        expect(new Map(componentFlags.derive(shuffled))).toEqual(new Map(wanted));
      }),
    );
  });

  it('are read back from any value without failing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        componentFlagsOf(value as JsonObject);
      }),
    );
  });
});
