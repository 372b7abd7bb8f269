import type { ControlCase } from '@plimsoll/engine';
import type { ControlPlaneComponent, FactBody, JsonValue, Setting, SourceId } from '@plimsoll/model';
import { flagsOf } from '@plimsoll/model';
import { PODS_CGROUP } from '../settings/kubernetes-node.js';
import type { Settings } from '../settings/host-case.js';

const SUBJECT = { group: '', kind: 'Node', namespace: '', name: 'node-1' } as const;

export const settingsBody = (settings: Settings): FactBody => ({ shape: 'settings', settings });
export const NOT_GIVEN: Setting = { absent: 'not among the flags' };

/** What the API says of the node. */
export interface Told {
  readonly kubernetesVersion?: string;
  readonly distribution?: string;
  readonly roles?: readonly string[];
  readonly pods?: JsonValue;
}

export const told = ({ kubernetesVersion, distribution, roles, pods }: Told): JsonValue => ({
  kubernetesVersion: kubernetesVersion ?? null,
  distribution: distribution ?? 'kubernetes',
  roles: roles ?? null,
  pods: pods ?? {},
});

/** A Node object, which shows that there is an API. */
export const NODE_OBJECT: FactBody = {
  shape: 'object',
  object: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } },
};

export const IDENTITY: FactBody = settingsBody({ [PODS_CGROUP]: '/sys/fs/cgroup/kubepods.slice' });

/** The flags of a component with nothing given but these. */
export const flagSettings = (component: ControlPlaneComponent, given: Settings): Settings => ({
  ...Object.fromEntries(Object.keys(flagsOf(component)).map((name) => [`--${name}`, NOT_GIVEN])),
  ...given,
});

/** A case of a node, with what the API says beside its facts. */
export const nodeCase = (
  title: string,
  facts: Partial<Record<SourceId, FactBody>>,
  expect: ControlCase['expect'],
  api: Told = { kubernetesVersion: '1.36' },
): ControlCase => ({
  title,
  subject: SUBJECT,
  facts: { 'host/identity': IDENTITY, ...facts },
  derived: { 'component-flags': told(api) },
  expect,
});

/** The fact of a component that runs with these flags. */
export const running = (component: ControlPlaneComponent, given: Settings): FactBody =>
  settingsBody({ process: `/usr/local/bin/${component}`, ...flagSettings(component, given) });

/** The fact of a component that proves not to run. */
export const notRunning = (component: ControlPlaneComponent): FactBody =>
  settingsBody({ process: { absent: `no process of ${component}` } });
