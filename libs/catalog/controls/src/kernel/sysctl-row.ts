import type { Severity } from '@plimsoll/model';
import type { Rule } from '../settings/rule.js';
import type { Absence, SettingRow } from '../settings/setting-control.js';

/** A live kernel setting, as the tables write it. */
export interface SysctlRow extends Pick<
  SettingRow,
  'onlyKubernetes' | 'exceptKubernetes' | 'refine' | 'also'
> {
  /** The id is `kernel/<slug>`. */
  readonly slug: string;
  /** The dotted name. */
  readonly key: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly rule: Rule;
  readonly absence: Absence;
  /** The value that the remedy sets, or another way where writing the key does not help. */
  readonly set: string | { readonly remedy: string };
  /** What else to know before setting it, above all on a Kubernetes node. */
  readonly note?: string;
  readonly references: readonly string[];
}

/** One line that sets a key now and keeps it over a reboot; files are read in the order of their names, the last wins. */
const durableSysctl = (key: string, value: string): string =>
  `echo '${key} = ${value}' >> /etc/sysctl.d/zz-plimsoll.conf && sysctl --system`;

function remedyOf({ key, set, note }: SysctlRow): string {
  const command = typeof set === 'string' ? `Run \`${durableSysctl(key, set)}\`.` : set.remedy;
  return note === undefined ? command : `${command} ${note}`;
}

/** A table's row as the judge of settings takes it. */
export const sysctlSetting = (row: SysctlRow): SettingRow => ({
  id: `kernel/${row.slug}`,
  source: 'host/sysctl',
  key: row.key,
  title: row.title,
  severity: row.severity,
  why: row.why,
  remedy: remedyOf(row),
  references: row.references,
  rule: row.rule,
  absence: row.absence,
  ...(row.onlyKubernetes === undefined ? {} : { onlyKubernetes: row.onlyKubernetes }),
  ...(row.exceptKubernetes === undefined ? {} : { exceptKubernetes: row.exceptKubernetes }),
  ...(row.also === undefined ? {} : { also: row.also }),
  ...(row.refine === undefined ? {} : { refine: row.refine }),
});
