import { describe, expect, it } from 'vitest';
import { BROAD, isBuiltIn } from './binding.js';

const group = (name: string) => ({ kind: 'Group', name, namespace: '' }) as const;
const account = (namespace: string) => ({ kind: 'ServiceAccount', name: 'a', namespace }) as const;

describe('a binding that Kubernetes makes itself', () => {
  it.each([
    ['cluster-admin', group('system:masters')],
    ['kubeadm:cluster-admins', group('kubeadm:cluster-admins')],
    ['system:controller:job-controller', account('kube-system')],
    ['system:node-proxier', { kind: 'User', name: 'system:kube-proxy', namespace: '' } as const],
    ['kubeadm:get-nodes', group('system:bootstrappers:kubeadm:default-node-token')],
  ])('is %s', (name, subject) => expect(isBuiltIn({ name, rbacSubjects: [subject] })).toBe(true));

  it.each([
    ['cluster-admin', group('developers')],
    ['cluster-admins', group('system:masters')],
    ['system:mine', account('shop')],
    ['system:discovery', group('system:authenticated')],
    ['system:everybody', group('system:serviceaccounts:shop')],
  ])('is not %s with a subject of its own choice', (name, subject) =>
    expect(isBuiltIn({ name, rbacSubjects: [subject] })).toBe(false),
  );

  it('is no longer one when a subject is added', () => {
    const rbacSubjects = [group('system:masters'), group('developers')];
    expect(isBuiltIn({ name: 'cluster-admin', rbacSubjects })).toBe(false);
  });
});

it('knows the names that stand for everybody', () => {
  for (const name of [
    'system:anonymous',
    'system:authenticated',
    'system:serviceaccounts',
    'system:serviceaccounts:shop',
  ])
    expect(BROAD.test(name)).toBe(true);
  for (const name of ['system:masters', 'authenticated', 'system:serviceaccount:shop:app'])
    expect(BROAD.test(name)).toBe(false);
});
