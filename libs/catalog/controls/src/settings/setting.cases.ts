import type { ControlCase } from '@plimsoll/engine';
import { ABSENT, hostCase, NO_PERMISSION, type Settings } from './host-case.js';
import { versionText } from './kernel-version.js';
import { PODS_CGROUP } from './kubernetes-node.js';
import type { SettingRow } from './setting-control.js';

const NEW = { 'kernel.osrelease': '9.9.0' };

/** A case on the kind of host that has to keep the rule. */
const plainCase = (
  row: SettingRow,
  title: string,
  settings: Settings,
  expect: ControlCase['expect'],
): ControlCase =>
  hostCase(
    row.source,
    title,
    settings,
    expect,
    row.exceptKubernetes === undefined ? {} : { [PODS_CGROUP]: ABSENT },
  );

function absenceCases(row: SettingRow): ControlCase[] {
  const { since, otherwise } = row.absence;
  const settings: Settings = { ...NEW, [row.key]: ABSENT };
  if (typeof otherwise === 'object')
    return [
      plainCase(row, 'absent from this kernel', settings, {
        verdict: 'not-applicable',
        reason: otherwise.notApplicable,
      }),
    ];
  const old = { ...settings, 'kernel.osrelease': '1.0.0' };
  const expected: ControlCase['expect'] =
    otherwise === 'fail'
      ? { verdict: 'fail', evidence: [{ path: row.key, value: null }] }
      : { verdict: 'unknown', reason: 'unreadable' };
  return [
    plainCase(row, `absent before Linux ${versionText(since)}`, old, { verdict: 'not-applicable' }),
    plainCase(row, 'absent where it should be', settings, expected),
  ];
}

function kubernetesCases(row: SettingRow): ControlCase[] {
  const bad = { ...NEW, [row.key]: row.rule.examples.fail[0] ?? '' };
  if (row.exceptKubernetes !== undefined)
    return [
      hostCase(row.source, 'a Kubernetes node, which needs the opposite', bad, { verdict: 'not-applicable' }),
      hostCase(
        row.source,
        'perhaps a Kubernetes node',
        bad,
        { verdict: 'unknown', reason: 'unreadable' },
        { [PODS_CGROUP]: NO_PERMISSION },
      ),
    ];
  if (row.onlyKubernetes !== true) return [];
  return [
    hostCase(
      row.source,
      'a host without a kubelet',
      bad,
      { verdict: 'not-applicable' },
      { [PODS_CGROUP]: ABSENT },
    ),
    hostCase(
      row.source,
      'a host whose control groups cannot be seen',
      bad,
      { verdict: 'unknown', reason: 'unreadable' },
      { [PODS_CGROUP]: NO_PERMISSION },
    ),
  ];
}

/** What follows from a row alone: every example of its rule, and every way in which a value may be missing. */
export function settingCases(row: SettingRow): readonly ControlCase[] {
  const { pass, fail, unknown } = row.rule.examples;
  const withText = (text: string, verdict: 'pass' | 'fail'): ControlCase =>
    plainCase(
      row,
      `${row.key} is "${text}"`,
      { ...NEW, [row.key]: text },
      { verdict, evidence: [{ path: row.key, value: text }] },
    );
  return [
    ...pass.map((text) => withText(text, 'pass')),
    ...fail.map((text) => withText(text, 'fail')),
    ...unknown.map((text) =>
      plainCase(
        row,
        `${row.key} is "${text}"`,
        { ...NEW, [row.key]: text },
        { verdict: 'unknown', reason: 'unreadable' },
      ),
    ),
    plainCase(
      row,
      'it could not be read',
      { ...NEW, [row.key]: NO_PERMISSION },
      { verdict: 'unknown', reason: 'unreadable' },
    ),
    plainCase(row, 'the source says nothing of it', NEW, {
      verdict: 'unknown',
      reason: 'not-collected',
    }),
    ...absenceCases(row),
    ...kubernetesCases(row),
  ];
}
