import type { Severity } from '@plimsoll/model';
import type { Rule } from '../settings/rule.js';
import type { Absence, SettingRow } from '../settings/setting-control.js';

/** A live kernel setting, as the tables write it. */
export interface SysctlRow extends Pick<SettingRow, 'onlyKubernetes' | 'refine'> {
  /** The id is `kernel/<slug>`. */
  readonly slug: string;
  /** The dotted name. */
  readonly key: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly rule: Rule;
  readonly absence: Absence;
  /** The value that the remedy sets. */
  readonly set: string;
  /** What else to know before setting it, above all on a Kubernetes node. */
  readonly note?: string;
  readonly references: readonly string[];
}

/** One line that sets a key now and keeps it over a reboot. */
export const durableSysctl = (key: string, value: string): string =>
  `echo '${key} = ${value}' >> /etc/sysctl.d/90-plimsoll.conf && sysctl --system`;

/** A table's row as the judge of settings takes it. */
export const sysctlSetting = (row: SysctlRow): SettingRow => ({
  id: `kernel/${row.slug}`,
  source: 'host/sysctl',
  key: row.key,
  title: row.title,
  severity: row.severity,
  why: row.why,
  remedy: `Run \`${durableSysctl(row.key, row.set)}\`.${row.note === undefined ? '' : ` ${row.note}`}`,
  references: row.references,
  rule: row.rule,
  absence: row.absence,
  ...(row.onlyKubernetes === undefined ? {} : { onlyKubernetes: row.onlyKubernetes }),
  ...(row.refine === undefined ? {} : { refine: row.refine }),
});
