import type { Control, Requirement } from '@plimsoll/engine';
import { CONTROLS } from '@plimsoll/controls';
import { declareFramework } from './declare.js';

/** What no benchmark asks of a kubelet. */
const OF_KUBELET = [
  'allowed-unsafe-sysctls',
  'fail-swap-on',
  'fail-cgroup-v1',
  'debugging-handlers',
  'profiling-handler',
  'system-log-handler',
  'system-log-query',
];

/** Sections by what ids begin with; the first that fits counts. */
const SECTIONS: readonly (readonly [beginning: string, section: string])[] = [
  ['host/mount', 'Mounts'],
  ['host/pods', 'What pods really have'],
  ['host/sshd', 'Logins from afar'],
  ['host/port', 'Ports of the node'],
  ['host/service', 'Services that a node does not need'],
  ['host/file', 'Files of the system'],
  ['host/', 'Records, clocks, updates and accounts'],
  ['runtime/', 'Container runtimes'],
  ['node-files/', 'Files of Kubernetes and of runtimes'],
  ...OF_KUBELET.map((slug) => [`kubelet/${slug}`, 'The kubelet, beyond benchmarks'] as const),
];

function requirementOf(control: Control): readonly Requirement[] {
  const section = SECTIONS.find(([beginning]) => control.id.startsWith(beginning))?.[1];
  if (section === undefined) return [];
  return [
    {
      id: control.id.replace('/', '-'),
      title: control.title,
      section,
      level: control.severity === 'low' ? 2 : 1,
      assessment: 'automated',
      controls: [{ control: control.id, mapping: 'direct' }],
    },
  ];
}

/**
 * The product's own standard for what is around the kernel of a node: a requirement for each control of the host, of
 * its files and of container runtimes, named like the control. Level 2 is what costs something or matters less.
 */
export const plimsollHost = declareFramework({
  id: 'plimsoll-host',
  title: 'Plimsoll host hardening',
  revision: '1',
  source: 'https://kubernetes.io/docs/concepts/security/security-checklist/',
  requirements: CONTROLS.flatMap(requirementOf),
});
