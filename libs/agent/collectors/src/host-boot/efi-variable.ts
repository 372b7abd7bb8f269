import type { Setting } from '@plimsoll/model';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { settingOf } from '../host-collector/setting-reader.js';

export const EFI = '/sys/firmware/efi';
const EFIVARS = `${EFI}/efivars`;
/** EFI_GLOBAL_VARIABLE. */
const GLOBAL = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
/** Four bytes of attributes, then the value. */
const LENGTH = 5;

/** The namespace of shim's own variables. */
export const SHIM = '605dab50-e046-4300-abb6-3dd810dd8b23';

export const efiVariablePath = (name: string, owner = GLOBAL): string => `${EFIVARS}/${name}-${owner}`;

/** The value of a one-byte EFI variable as a decimal number. */
export async function efiVariable(reader: SettingReader, name: string, owner = GLOBAL): Promise<Setting> {
  const path = efiVariablePath(name, owner);
  const outcome = await reader.host.readBytes(path, { maxBytes: 1024 });
  if (outcome.outcome === 'absent') return settingOf(await reader.below(EFIVARS, path));
  if (outcome.outcome === 'unreadable') return settingOf(outcome);
  const value = outcome.value[LENGTH - 1];
  if (outcome.value.length !== LENGTH || value === undefined)
    return {
      unreadable: 'invalid',
      detail: `${path} has ${outcome.value.length} bytes instead of ${LENGTH}`,
    };
  return `${value}`;
}

/** `present` when the host was booted by UEFI firmware. */
export async function efiPresence(reader: SettingReader): Promise<Setting> {
  const stat = await reader.host.stat(EFI);
  const outcome = stat.outcome === 'absent' ? await reader.explainAbsence(EFI, stat) : stat;
  return outcome.outcome === 'read' ? 'present' : settingOf(outcome);
}
