import type { Setting } from '@plimsoll/model';
import type { SettingReader } from '../host-collector/setting-reader.js';

/** RFC 1213 ipForwarding: 1 forwards, 2 does not. */
const FORWARDING: Readonly<Record<string, string>> = { '1': '1', '2': '0' };

/** The value of the column that the first of the two `Ip:` lines names `Forwarding`. */
export function forwardingColumn(snmp: string): string | undefined {
  const [names, values] = snmp
    .split('\n')
    .filter((line) => line.startsWith('Ip: '))
    .map((line) => line.split(' '));
  const column = names?.indexOf('Forwarding') ?? -1;
  return column > 0 ? values?.[column] : undefined;
}

/**
 * Whether the node forwards, from process 1's own counters: the one key of the network that can be read from another
 * namespace (facts/node/privileges, rule 4). `otherwise` stands when the counters do not say.
 */
export async function forwardingOf(reader: SettingReader, otherwise: Setting): Promise<Setting> {
  const snmp = await reader.setting('/proc/1/net/snmp', { maxBytes: 65_536 });
  if (typeof snmp !== 'string') return otherwise;
  return FORWARDING[forwardingColumn(snmp) ?? ''] ?? otherwise;
}
