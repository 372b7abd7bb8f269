import type { Setting } from '@plimsoll/model';
import { belongsToNode, namespaceOwner } from '../host-collector/kernel-namespace.js';
import type { SettingReader } from '../host-collector/setting-reader.js';

interface HostName {
  readonly name: Setting;
  readonly source: '/proc/sys/kernel/hostname' | '/etc/hostname';
}

const firstLine = (text: string): string =>
  text.split('\n').find((line) => line !== '' && !line.startsWith('#')) ?? '';

/**
 * The host's name. The kernel's answer belongs to the reader's UTS namespace, which in a pod is the pod: unless that is
 * proven to be the node's, the file counts that the node was booted with.
 */
export async function hostNameOf(reader: SettingReader): Promise<HostName> {
  const live = belongsToNode(await namespaceOwner(reader.host, 'uts'))
    ? await reader.setting('/proc/sys/kernel/hostname')
    : '';
  if (typeof live === 'string' && live !== '') return { name: live, source: '/proc/sys/kernel/hostname' };
  const file = await reader.setting('/etc/hostname');
  const name = typeof file === 'string' ? firstLine(file) || { absent: 'no name in /etc/hostname' } : file;
  return { name, source: '/etc/hostname' };
}
