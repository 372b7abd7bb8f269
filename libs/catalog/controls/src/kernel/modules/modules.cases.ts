import type { ControlCase } from '@plimsoll/engine';
import { ABSENT, hostCase, NO_PERMISSION, type Settings } from '../../settings/host-case.js';
import { PODS_CGROUP } from '../../settings/kubernetes-node.js';
import { MODULES } from './module-control.js';
import type { ModuleRow } from './module-row.js';
import { MODULE_ROWS } from './modules.table.js';

const UNREADABLE = { verdict: 'unknown', reason: 'unreadable' } as const;

function casesOf({ module }: ModuleRow): readonly ControlCase[] {
  const of = (
    title: string,
    loaded: Settings[string],
    built: Settings[string],
    rule: Settings[string],
    expect: ControlCase['expect'],
  ): ControlCase =>
    hostCase(
      MODULES,
      title,
      { [`${module}.loaded`]: loaded, [`${module}.built`]: built, [`${module}.rule`]: rule },
      expect,
    );
  const shows = (verdict: 'pass' | 'fail', value: string): ControlCase['expect'] => ({
    verdict,
    evidence: [{ path: module, value }],
  });
  const rule = `install ${module} /bin/false`;
  return [
    of('a kernel that has it not', 'no', ABSENT, ABSENT, shows('pass', 'not available')),
    of('a rule that blocks it', 'no', 'module', rule, shows('pass', rule)),
    of('nothing that blocks it', 'no', 'module', ABSENT, shows('fail', 'can be loaded')),
    of('loaded, whatever the rule', 'yes', 'module', rule, shows('fail', 'loaded')),
    of('built into the kernel', 'no', 'builtin', rule, shows('fail', 'built into the kernel')),
    of('rules that cannot be read', 'no', 'module', NO_PERMISSION, UNREADABLE),
    of('lists that cannot be read', 'no', NO_PERMISSION, rule, UNREADABLE),
    of('loaded or not, nobody knows', NO_PERMISSION, 'module', rule, UNREADABLE),
  ];
}

const overlay = (
  title: string,
  loaded: Settings[string],
  built: Settings[string],
  expect: ControlCase['expect'],
  identity: Settings = {},
): ControlCase =>
  hostCase(MODULES, title, { 'overlay.loaded': loaded, 'overlay.built': built }, expect, identity);

/** The examples of every module, by the id of its control. */
export const moduleCases: Readonly<Record<string, readonly ControlCase[]>> = {
  ...Object.fromEntries(MODULE_ROWS.map((row) => [`kernel/module-${row.slug}`, casesOf(row)])),
  'kernel/module-overlay': [
    overlay('loaded on a node', 'yes', 'module', { verdict: 'pass' }),
    overlay('built in', 'no', 'builtin', { verdict: 'pass' }),
    overlay('not there on a node', 'no', ABSENT, { verdict: 'fail' }),
    overlay('nobody knows', NO_PERMISSION, 'module', UNREADABLE),
    overlay(
      'a host without a kubelet',
      'no',
      ABSENT,
      { verdict: 'not-applicable' },
      { [PODS_CGROUP]: ABSENT },
    ),
  ],
};
