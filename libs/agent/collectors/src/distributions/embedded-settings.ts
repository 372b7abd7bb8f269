import { flagsOf, parseFlags, type Component, type Setting } from '@plimsoll/model';
import type { ComponentProcesses } from '../component-processes/component-processes.js';
import { etcdFileSettings } from '../component-processes/etcd-settings.js';
import { PROCESS, processOf } from '../component-processes/process-settings.js';
import type { Settings } from '../host-collector/host-collector.js';
import { explained } from '../host-collector/proven-absence.js';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { distributionArguments, type Arguments } from './distribution-arguments.js';
import { EMBEDDED_FLAGS, ETCD_CONFIGURATION, SERVER_ONLY } from './embedded-flags.js';

/** `--kube-apiserver-arg=profiling=true` and `--kube-apiserver-arg profiling=true`, without the name before it. */
export function argumentsFor(component: Component, words: readonly string[]): readonly string[] {
  const name = `--${component}-arg`;
  const found: string[] = [];
  for (const [index, word] of words.entries()) {
    if (word.startsWith(`${name}=`)) found.push(word.slice(name.length + 1));
    else if (word === name) found.push(words[index + 1] ?? '');
  }
  return found.filter((word) => word !== '').map((word) => `--${word.replace(/^--/, '')}`);
}

const flagName = (word: string): string => word.slice(2).split('=')[0] ?? '';

/** What an embedded component is started with: k3s's own flags, replaced by what was said to k3s. */
export function embeddedWords(component: Component, words: readonly string[]): readonly string[] {
  const said = argumentsFor(component, words);
  const replaced = new Set(said.map(flagName));
  const own = Object.entries(EMBEDDED_FLAGS[component] ?? {}).filter(([name]) => !replaced.has(name));
  return [...own.map(([name, value]) => `--${name}=${value}`), ...said];
}

/** Flags that k3s sets by options of its own. */
function optionWords(component: Component, words: readonly string[]): readonly string[] {
  const has = (name: string): boolean =>
    words.some((word) => word === `--${name}` || word === `--${name}=true`);
  if (component === 'kube-apiserver' && has('secrets-encryption'))
    return ['--encryption-provider-config=/var/lib/rancher/k3s/server/cred/encryption-config.json'];
  if (component === 'kubelet' && has('protect-kernel-defaults')) return ['--protect-kernel-defaults=true'];
  return [];
}

/** A k3s of which nobody can tell what it is may embed any component; undefined where none runs. */
function unclear(processes: ComponentProcesses): Settings | undefined {
  const found = processes.found.get('k3s') ?? [];
  if (found.length === 0) return undefined;
  const closed = found.find((one) => !('words' in one));
  return {
    [PROCESS]:
      closed !== undefined && !('words' in closed)
        ? closed
        : {
            unreadable: 'invalid',
            detail: `${found.length} processes of k3s: which of them is the node's is not known`,
          },
  };
}

/** undefined where no k3s runs that would embed the component. */
export async function embeddedSettings(
  reader: SettingReader,
  component: Component,
  processes: ComponentProcesses,
): Promise<Settings | undefined> {
  if (component !== 'etcd' && EMBEDDED_FLAGS[component] === undefined) return undefined;
  const k3s = processOf('k3s', processes);
  if (k3s === undefined) return unclear(processes);
  const role = k3s.words[0] ?? k3s.program.split(/[ -]/).at(-1);
  if (role === 'agent' && SERVER_ONLY.has(component)) return undefined;
  const seen = { [PROCESS]: `k3s ${role ?? 'server'}` };
  const told = await distributionArguments(reader, 'k3s', k3s.words);
  if (component === 'etcd') return { ...seen, ...(await embeddedEtcd(reader, told)) };
  return { ...seen, ...embeddedFlags(component, told) };
}

function embeddedFlags(component: Component, told: Arguments): Settings {
  if (!('words' in told)) return everyFlag(component, told);
  return parseFlags(component, [
    ...embeddedWords(component, told.words),
    ...optionWords(component, told.words),
  ]);
}

const everyFlag = (component: Component, setting: Setting): Settings =>
  Object.fromEntries(Object.keys(flagsOf(component)).map((name) => [`--${name}`, setting]));

/** Why nothing at the usual place of its data says anything. */
function dataElsewhere(told: Arguments): Setting | undefined {
  if (!('words' in told)) return told;
  const isNamed = told.words.some((word) => /^(?:--data-dir|-d)(?:=|$)/.test(word));
  return isNamed ? { unreadable: 'invalid', detail: 'k3s keeps its data where --data-dir says' } : undefined;
}

/** k3s keeps its data in SQLite, in a database elsewhere or in an etcd of its own, which then has this file. */
async function embeddedEtcd(reader: SettingReader, told: Arguments): Promise<Settings> {
  const elsewhere = dataElsewhere(told);
  if (elsewhere !== undefined) return everyFlag('etcd', elsewhere);
  const stat = await reader.host.stat(ETCD_CONFIGURATION);
  const outcome = await explained(reader, ETCD_CONFIGURATION, stat);
  if (outcome.outcome === 'absent') return { [PROCESS]: { absent: 'k3s runs without an etcd of its own' } };
  return etcdFileSettings(reader, ETCD_CONFIGURATION);
}
