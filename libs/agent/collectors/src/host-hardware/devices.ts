import type { Setting } from '@plimsoll/model';
import type { ReadOutcome } from '@plimsoll/probes';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { settingOf } from '../host-collector/setting-reader.js';

const asSetting = (outcome: Exclude<ReadOutcome<unknown>, { readonly outcome: 'read' }>): Setting =>
  outcome.outcome === 'absent'
    ? { absent: outcome.detail }
    : { unreadable: outcome.reason, detail: outcome.detail };

/** Names in a folder, absent where the folder is not there. */
export async function namesIn(
  reader: SettingReader,
  folder: string,
): Promise<readonly string[] | Exclude<Setting, string>> {
  const listed = await reader.host.list(folder);
  const names = await reader.explainAbsence(folder, listed);
  if (names.outcome === 'read') return names.value;
  const setting = asSetting(names);
  return typeof setting === 'string' ? [] : setting;
}

/** `present`, or why nothing is known to be at the path. */
export async function presence(reader: SettingReader, path: string): Promise<Setting> {
  const stat = await reader.explainAbsence(path, await reader.host.stat(path));
  return stat.outcome === 'read' ? 'present' : settingOf(stat);
}

/** Whether anything was measured into a register; what it was would tell the machine apart, and stays there. */
export async function extended(reader: SettingReader, path: string): Promise<Setting> {
  const value = await reader.setting(path);
  if (typeof value !== 'string') return value;
  if (!/^[0-9A-Fa-f]+$/.test(value.trim()))
    return { unreadable: 'invalid', detail: 'not the value of a register' };
  return /^(?:0+|[Ff]+)$/.test(value.trim()) ? 'empty' : 'extended';
}

const MOST_GROUPS = 64;

/** How many groups of devices an IOMMU fences, and in which ways: `DMA`, `DMA-FQ`, `identity`. */
export async function iommuSettings(reader: SettingReader): Promise<Record<string, Setting>> {
  const folder = '/sys/kernel/iommu_groups';
  const groups = await namesIn(reader, folder);
  if ('absent' in groups || 'unreadable' in groups) return { 'iommu.groups': groups, 'iommu.type': groups };
  const types = await Promise.all(
    groups.slice(0, MOST_GROUPS).map((group) => reader.setting(`${folder}/${group}/type`)),
  );
  const known = types.filter((type) => typeof type === 'string');
  const missing = types.find((type) => typeof type !== 'string');
  return {
    'iommu.groups': `${groups.length}`,
    'iommu.type':
      missing ?? (known.length === 0 ? { absent: 'no groups' } : [...new Set(known)].sort().join(',')),
  };
}
