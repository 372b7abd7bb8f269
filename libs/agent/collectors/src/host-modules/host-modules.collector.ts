import type { Setting } from '@plimsoll/model';
import type { ReadOutcome } from '@plimsoll/probes';
import type { HostCollector, Settings } from '../host-collector/host-collector.js';
import { SettingReader, settingOf } from '../host-collector/setting-reader.js';
import { KNOWN_MODULES } from './known-modules.js';
import { blockingRule, moduleName, modprobeRules, type ModprobeRules } from './modprobe-rules.js';

/** Of each name the file in the first of these counts (modprobe.d(5)). */
const FOLDERS = [
  '/etc/modprobe.d',
  '/run/modprobe.d',
  '/usr/local/lib/modprobe.d',
  '/usr/lib/modprobe.d',
  '/lib/modprobe.d',
];
const TREES = ['/usr/lib/modules', '/lib/modules'];
const MAX_LIST_BYTES = 4 * 1024 * 1024;
const MAX_RULES_BYTES = 65_536;
const RELEASE = /^[\w.+~-]{1,128}$/;

type Names = ReadonlySet<string>;
type Known<Value> = { readonly value: Value } | { readonly missing: Setting };

const firstWords = (text: string): Names =>
  new Set(text.split('\n').map((line) => moduleName(line.slice(0, line.indexOf(' ')))));

/** A kernel without loadable modules has no such file, and so none is loaded. */
async function loadedModules(reader: SettingReader): Promise<Known<Names>> {
  const list = await reader.outcome('/proc/modules', { maxBytes: MAX_LIST_BYTES });
  if (list.outcome === 'read') return { value: firstWords(list.value) };
  return list.outcome === 'absent' ? { value: new Set() } : { missing: settingOf(list) };
}

/** Names in lists of files such as `kernel/fs/hfs/hfs.ko.zst: ...`. */
function namesOfFiles(text: string): Names {
  const names = new Set<string>();
  for (const [, name = ''] of text.matchAll(/^(?:[^:\n]*\/)?([^/:\n]+)\.ko(?:\.\w+)?(?::|$)/gm))
    names.add(moduleName(name));
  return names;
}

const LISTS = ['modules.builtin', 'modules.dep'] as const;

async function listsOf(reader: SettingReader, folder: string): Promise<readonly ReadOutcome<string>[]> {
  const lists: ReadOutcome<string>[] = [];
  for (const list of LISTS)
    lists.push(await reader.outcome(`${folder}/${list}`, { maxBytes: MAX_LIST_BYTES }));
  return lists;
}

/** How the running kernel has each module; a module that is in neither list it has not. */
async function builtModules(reader: SettingReader): Promise<Known<ReadonlyMap<string, string>>> {
  const release = await reader.setting('/proc/sys/kernel/osrelease');
  if (typeof release !== 'string') return { missing: release };
  if (!RELEASE.test(release)) return { missing: { unreadable: 'invalid', detail: 'the release is no name' } };
  let missing: Setting = { unreadable: 'not-mounted', detail: `no lists of modules for ${release}` };
  for (const tree of TREES) {
    const lists = await listsOf(reader, `${tree}/${release}`);
    const [builtin, loadable] = lists;
    if (builtin?.outcome === 'read' && loadable?.outcome === 'read') {
      const how = new Map<string, string>();
      for (const name of namesOfFiles(loadable.value)) how.set(name, 'module');
      for (const name of namesOfFiles(builtin.value)) how.set(name, 'builtin');
      return { value: how };
    }
    const closed = lists.find(({ outcome }) => outcome === 'unreadable');
    if (closed !== undefined) missing = settingOf(closed);
  }
  return { missing };
}

interface Rules {
  readonly rules: ModprobeRules;
  /** Why there may be more of them. */
  readonly closed: Setting | undefined;
}

async function rulesOfHost(reader: SettingReader): Promise<Rules> {
  const byName = new Map<string, string>();
  let closed: Setting | undefined;
  for (const folder of FOLDERS) {
    const names = await reader.explainAbsence(folder, await reader.host.list(folder));
    if (names.outcome === 'unreadable') closed = settingOf(names);
    if (names.outcome !== 'read') continue;
    for (const name of names.value.filter((one) => one.endsWith('.conf')))
      if (!byName.has(name)) byName.set(name, `${folder}/${name}`);
  }
  const texts: string[] = [];
  for (const [, path] of [...byName].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = await reader.outcome(path, { maxBytes: MAX_RULES_BYTES });
    if (text.outcome === 'unreadable') closed = settingOf(text);
    if (text.outcome === 'read') texts.push(text.value);
  }
  return { rules: modprobeRules(texts), closed };
}

const ABSENT = { absent: 'the running kernel has no such module' };
const NO_RULE = { absent: 'no file of modprobe.d keeps it from being loaded' };

async function moduleSettings(reader: SettingReader): Promise<Settings> {
  const loaded = await loadedModules(reader);
  const built = await builtModules(reader);
  const { rules, closed } = await rulesOfHost(reader);
  const settings: Record<string, Setting> = {};
  for (const name of KNOWN_MODULES) {
    settings[`${name}.loaded`] = 'missing' in loaded ? loaded.missing : loaded.value.has(name) ? 'yes' : 'no';
    settings[`${name}.built`] = 'missing' in built ? built.missing : (built.value.get(name) ?? ABSENT);
    settings[`${name}.rule`] = blockingRule(rules, name) ?? closed ?? NO_RULE;
  }
  return settings;
}

/** Kernel modules that a rule or a node has to do with: whether each is loaded, can be, or is kept from it. */
export const hostModules: HostCollector = {
  source: 'host/modules',
  everySeconds: 300,
  reads: [
    { path: '/proc/modules', why: 'which modules are loaded', privilege: 'any-uid' },
    { path: '/proc/sys/kernel/osrelease', why: 'whose lists of modules count', privilege: 'any-uid' },
    ...TREES.flatMap((tree) =>
      LISTS.map((list) => ({
        path: `${tree}/*/${list}`,
        why: 'which modules the running kernel could load or has built in',
        privilege: 'any-uid' as const,
      })),
    ),
    ...FOLDERS.map((folder) => ({
      path: `${folder}/*.conf`,
      why: 'which modules are kept from being loaded',
      privilege: 'any-uid' as const,
    })),
  ],
  collect: async (host, signal) => moduleSettings(new SettingReader(host, signal)),
};
