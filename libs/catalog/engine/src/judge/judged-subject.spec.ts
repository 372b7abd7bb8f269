import { subjectKey, type JsonObject, type Subject } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import { judgedSubject } from './judged-subject.js';

const subject = (group: string, kind: string, name: string): Subject => ({
  group,
  kind,
  namespace: 'shop',
  name,
});
const ownedBy = (apiVersion: string, kind: string, controller = true): JsonObject => ({
  metadata: {
    name: 'x',
    ownerReferences: [
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'c' },
      { apiVersion, kind, name: 'owner', controller },
    ],
  },
});
const known =
  (...subjects: Subject[]) =>
  (owner: Subject): boolean =>
    subjects.some((one) => subjectKey(one) === subjectKey(owner));

describe('a workload', () => {
  const pod = subject('', 'Pod', 'x');
  const replicaSet = subject('apps', 'ReplicaSet', 'owner');

  it('is judged at its owner when that is among the facts, so that replicas do not count', () => {
    expect(judgedSubject(pod, ownedBy('apps/v1', 'ReplicaSet'), known(replicaSet))).toBe(false);
    expect(
      judgedSubject(
        subject('apps', 'ReplicaSet', 'x'),
        ownedBy('apps/v1', 'Deployment'),
        known(subject('apps', 'Deployment', 'owner')),
      ),
    ).toBe(false);
    expect(
      judgedSubject(
        subject('batch', 'Job', 'x'),
        ownedBy('batch/v1', 'CronJob'),
        known(subject('batch', 'CronJob', 'owner')),
      ),
    ).toBe(false);
  });

  it('is judged itself when it has no owner, an unknown one, or one that does not control it', () => {
    expect(judgedSubject(pod, { metadata: { name: 'x' } }, known(replicaSet))).toBe(true);
    expect(judgedSubject(pod, ownedBy('apps/v1', 'ReplicaSet'), known())).toBe(true);
    expect(judgedSubject(pod, ownedBy('apps/v1', 'ReplicaSet', false), known(replicaSet))).toBe(true);
    expect(judgedSubject(pod, ownedBy('example.com/v1', 'Thing'), () => true)).toBe(true);
  });

  it('is judged itself as a mirror Pod, whose Node has no template', () => {
    expect(judgedSubject(pod, ownedBy('v1', 'Node'), () => true)).toBe(true);
  });

  it('survives owner references of any form', () => {
    for (const ownerReferences of [null, 'x', {}, [null], [{}], [{ controller: true, kind: 1 }]]) {
      expect(judgedSubject(pod, { metadata: { ownerReferences } }, () => true)).toBe(true);
    }
  });
});

it('what is no workload is judged whoever owns it', () => {
  expect(judgedSubject(subject('', 'Secret', 'x'), ownedBy('apps/v1', 'Deployment'), () => true)).toBe(true);
});
