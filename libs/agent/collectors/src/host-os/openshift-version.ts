import type { Setting } from '@plimsoll/model';
import type { SettingReader } from '../host-collector/setting-reader.js';

/** Red Hat CoreOS calls itself rhel in later releases, and says by this which OpenShift it belongs to. */
export async function openshiftVersion(reader: SettingReader): Promise<Setting> {
  const first = await reader.setting('/etc/os-release');
  const text = typeof first === 'string' ? first : await reader.setting('/usr/lib/os-release');
  if (typeof text !== 'string') return text;
  const version = /^OPENSHIFT_VERSION="?([\d.]+)"?$/m.exec(text)?.[1];
  return version ?? { absent: 'no OPENSHIFT_VERSION in os-release' };
}
