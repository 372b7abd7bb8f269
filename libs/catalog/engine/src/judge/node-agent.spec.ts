import type { FactBody, JsonObject, SourceId, Subject } from '@plimsoll/model';
import { expect, it } from 'vitest';
import { nodeAgentOf } from './node-agent.js';

const NODE: Subject = { group: '', kind: 'Node', namespace: '', name: 'n' };
const SETTINGS: FactBody = { shape: 'settings', settings: {} };
const node = (more: JsonObject): FactBody => ({
  shape: 'object',
  object: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, ...more },
});
const of = (
  facts: Partial<Record<SourceId, FactBody>>,
  more: { readonly rejected?: ReadonlySet<SourceId> } = {},
) => nodeAgentOf({ subject: NODE, facts, ...more });
const info = (operatingSystem: string) => ({ status: { nodeInfo: { operatingSystem } } });
const labels = (label: string, value: string) => ({ metadata: { name: 'n', labels: { [label]: value } } });

it.each([
  ['Windows', info('windows'), /runs Windows/],
  ['Windows by its label', labels('kubernetes.io/os', 'windows'), /runs Windows/],
  ['virtual-kubelet', labels('type', 'virtual-kubelet'), /virtual one: its label type=virtual-kubelet/],
  [
    'virtual-kubelet by its taint',
    { spec: { taints: [{ key: 'virtual-kubelet.io/provider' }] } },
    /its taint/,
  ],
  ['Fargate', labels('eks.amazonaws.com/compute-type', 'fargate'), /=fargate/],
  ['Fargate by its provider', { spec: { providerID: 'aws:///eu-1a/01ab/fargate-ip-10-0-0-1.x' } }, /Fargate/],
])('an agent cannot be on %s', (_title, object, reason) => {
  expect(of({ 'kube/core/Node': node(object) })).toEqual({
    kind: 'impossible',
    reason: expect.stringMatching(reason),
  });
});

it.each([
  ['Linux', info('linux')],
  ['a machine that says nothing', {}],
  ['EC2', { spec: { providerID: 'aws:///eu-1a/i-0123' } }],
  ['odd words', { metadata: [], spec: 1, status: null }],
])('an agent is missing on %s', (_title, object) => {
  expect(of({ 'kube/core/Node': node(object) })).toEqual({ kind: 'none' });
});

it('what an agent reports, or what of it was refused, counts before words', () => {
  const windows = { 'kube/core/Node': node(info('windows')) };
  expect(of({ ...windows, 'host/identity': SETTINGS })).toEqual({ kind: 'there' });
  expect(of(windows, { rejected: new Set<SourceId>(['host/sysctl']) })).toEqual({ kind: 'there' });
  const subject = { ...NODE, kind: 'Pod' };
  expect(nodeAgentOf({ subject, facts: {} })).toEqual({ kind: 'there' });
});
