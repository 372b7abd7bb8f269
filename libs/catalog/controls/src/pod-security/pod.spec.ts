import type { JsonObject, JsonValue } from '@plimsoll/model';
import { judge } from '@plimsoll/engine';
import { describe, expect, it } from 'vitest';
import { controlById } from '../find/find-control.js';
import { POD_SOURCES, podOf } from './pod.js';

const pod = { metadata: { annotations: { note: 'x' } }, spec: { containers: [{ name: 'a' }] } };
const OBJECTS: Readonly<Record<string, readonly [at: string, object: JsonObject]>> = {
  Pod: ['', pod],
  PodTemplate: ['template.', { template: pod }],
  ReplicationController: ['spec.template.', { spec: { template: pod } }],
  ReplicaSet: ['spec.template.', { spec: { template: pod } }],
  Deployment: ['spec.template.', { spec: { template: pod } }],
  StatefulSet: ['spec.template.', { spec: { template: pod } }],
  DaemonSet: ['spec.template.', { spec: { template: pod } }],
  Job: ['spec.template.', { spec: { template: pod } }],
  CronJob: ['spec.jobTemplate.spec.template.', { spec: { jobTemplate: { spec: { template: pod } } } }],
};

describe('the pod of an object', () => {
  it.each(Object.entries(OBJECTS))('%s', (kind, [at, object]) => {
    const found = podOf(kind, object);
    expect(found?.spec.path).toBe(`${at}spec`);
    expect(found?.annotations.path).toBe(`${at}metadata.annotations`);
    expect(found?.containers.map(({ path }) => path)).toEqual([`${at}spec.containers[0]`]);
  });

  it('is known for every kind that has one, and for no other', () => {
    expect(POD_SOURCES.map((source) => source.slice(source.lastIndexOf('/') + 1)).sort()).toEqual(
      Object.keys(OBJECTS).sort(),
    );
    for (const kind of ['Service', 'constructor', '']) expect(podOf(kind, {})).toBeUndefined();
  });

  it('has all three lists of containers', () => {
    const spec = { containers: [{}], initContainers: [{}, null], ephemeralContainers: [{}] };
    const paths = podOf('Pod', { spec })?.containers.map(({ path }) => path);
    expect(paths).toEqual([
      'spec.containers[0]',
      'spec.initContainers[0]',
      'spec.initContainers[1]',
      'spec.ephemeralContainers[0]',
    ]);
  });
});

describe('a field', () => {
  it('that is null is not set', () => {
    const found = podOf('Pod', { spec: { containers: null, volumes: null, securityContext: null } });
    expect(found?.containers).toEqual([]);
    expect(found?.contexts.map((context) => context.flag('privileged'))).toEqual([undefined]);
    expect([...(found?.misreads.paths ?? [])]).toEqual([]);
  });

  it.each<[string, JsonValue, readonly string[]]>([
    ['text where a list belongs', { containers: 'x' }, ['spec.containers']],
    ['a list where an object belongs', [], ['spec']],
    ['a number where an object belongs', { containers: [3] }, ['spec.containers[0]']],
    ['text where true or false belongs', { hostUsers: 'false' }, ['spec.hostUsers']],
  ])('of the wrong type is noted: %s', (_, spec, misread) => {
    const found = podOf('Pod', { spec });
    found?.contexts.forEach((context) => context.flag('privileged'));
    expect([...(found?.misreads.paths ?? [])]).toEqual(misread);
  });

  it('that is inherited by every JavaScript object is not there', () => {
    const found = podOf('Pod', { spec: {} });
    expect(found?.spec.at('constructor').isSet).toBe(false);
  });
});

describe('a pod that cannot be read in part', () => {
  const verdict = (spec: JsonValue): string => {
    const control = controlById('workload/privileged');
    if (!control) throw new Error('no control');
    const subject = { group: '', kind: 'Pod', namespace: '', name: 'p' };
    return judge(control, { subject, facts: { 'kube/core/Pod': { shape: 'object', object: { spec } } } })
      .verdict;
  };
  const bad = { securityContext: { privileged: true } };

  it('fails on what can be read', () => expect(verdict({ containers: [bad, 3] })).toBe('fail'));
  it('never passes', () => expect(verdict({ containers: [{}, 3] })).toBe('unknown'));
  it('without a container never passes', () => expect(verdict({ containers: [] })).toBe('unknown'));
});
