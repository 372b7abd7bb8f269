import type { ControlCase } from '@plimsoll/engine';
import type { FactBody, Setting, SourceId } from '@plimsoll/model';
import { PODS_CGROUP } from './kubernetes-node.js';

export type Settings = Readonly<Record<string, Setting>>;

export const ABSENT: Setting = { absent: 'no such path' };
export const NO_PERMISSION: Setting = { unreadable: 'permission', detail: 'EACCES' };

const SUBJECT = { group: '', kind: 'Node', namespace: '', name: 'node-1' } as const;
const body = (settings: Settings): FactBody => ({ shape: 'settings', settings });

/** A Kubernetes node unless a case says otherwise. */
const IDENTITY: Settings = {
  hostname: 'node-1',
  'kernel.osrelease': '6.8.0-60-generic',
  'kernel.arch': 'x86_64',
  [PODS_CGROUP]: '/sys/fs/cgroup/kubepods.slice',
};

/** A case of a control that looks at one source of a host. */
export function hostCase(
  source: SourceId,
  title: string,
  settings: Settings,
  expect: ControlCase['expect'],
  identity: Settings = {},
): ControlCase {
  const identityBody = body({ ...IDENTITY, ...identity });
  return {
    title,
    subject: SUBJECT,
    facts: { 'host/identity': identityBody, [source]: body(settings) },
    expect,
  };
}
