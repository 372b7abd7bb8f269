import type { Setting } from '@plimsoll/model';
import { explained } from '../host-collector/proven-absence.js';
import { settingOf, type SettingReader } from '../host-collector/setting-reader.js';
import { at, isTable, tableAt, type Table } from './toml-table.js';

const FOLDER = '/etc/containerd/certs.d';
const MOST = 128;

/** A server on the node itself, or one of its own links: mirrors between nodes speak plain HTTP on purpose. */
const isLocal = (url: string): boolean =>
  /^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(\/|$)/.test(url);

const urlsOf = (table: Table): readonly string[] => {
  const hosts = at(table, 'host');
  const server = at(table, 'server');
  return [...(typeof server === 'string' ? [server] : []), ...(isTable(hosts) ? Object.keys(hosts) : [])];
};

function isUnchecked(table: Table): boolean {
  const hosts = at(table, 'host');
  const each = isTable(hosts) ? Object.values(hosts) : [];
  return [table, ...each].some((one) => at(one, 'skip_verify') === true);
}

/** Only the host of a URL: never a path, a user or a password. */
function hostOf(url: string): string {
  const match = /^[a-z]+:\/\/(?:[^@/]*@)?([\w.:[\]-]{1,255})/i.exec(url);
  return match?.[1] ?? '?';
}

/** Of the files that say where images come from: how many registries, who mirrors them, how many are not checked. */
export async function registryHostSettings(reader: SettingReader): Promise<Record<string, Setting>> {
  const listed = await explained(reader, FOLDER, await reader.host.list(FOLDER));
  const keys = ['registries', 'mirrors', 'skip_verify', 'plain-http'].map((key) => `hosts.toml.${key}`);
  if (listed.outcome !== 'read') return Object.fromEntries(keys.map((key) => [key, settingOf(listed)]));
  const files = await Promise.all(
    listed.value.slice(0, MOST).map((name) => tableAt(reader, `${FOLDER}/${name}/hosts.toml`, 'toml')),
  );
  const tables = files.flatMap((file) => ('table' in file ? [file.table] : []));
  const closed = files.flatMap((file) => ('unreadable' in file ? [file] : []))[0];
  const cut: Setting = { unreadable: 'too-large', detail: `more than ${MOST} registries` };
  const why = listed.value.length > MOST ? cut : closed;
  const count = (test: (table: Table) => boolean): Setting => {
    const found = tables.filter(test).length;
    return found > 0 ? `${found}` : (why ?? '0');
  };
  const mirrors = [...new Set(tables.flatMap(urlsOf).map(hostOf))].sort();
  return {
    'hosts.toml.registries': `${listed.value.length}`,
    'hosts.toml.mirrors': mirrors.length === 0 ? { absent: 'no mirrors' } : mirrors.join(','),
    'hosts.toml.skip_verify': count(isUnchecked),
    'hosts.toml.plain-http': count((table) =>
      urlsOf(table).some((url) => url.startsWith('http://') && !isLocal(url)),
    ),
  };
}
