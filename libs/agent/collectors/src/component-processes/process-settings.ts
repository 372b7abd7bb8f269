import { parseFlags, type Component, type Setting } from '@plimsoll/model';
import type { Settings } from '../host-collector/host-collector.js';
import type { Unread } from '../host-collector/yaml-file.js';
import type { ComponentProcess, ComponentProcesses } from './component-processes.js';

/** The key that says whether the component was seen, and as what. */
export const PROCESS = 'process';

const isProcess = (one: ComponentProcess | Unread): one is ComponentProcess => 'words' in one;

/** OpenShift gives its components a file of arguments, so that a flag that is not given may be set all the same. */
const FOREIGN_FILE = '--openshift-config';

const withoutAbsence = (settings: Settings): Settings =>
  Object.fromEntries(
    Object.entries(settings).map(([key, setting]): [string, Setting] => [
      key,
      typeof setting === 'object' && 'absent' in setting
        ? { unreadable: 'invalid', detail: `the file that ${FOREIGN_FILE} names may set it` }
        : setting,
    ]),
  );

/** What the flags of one process say. */
export function settingsOfProcess(component: Component, { program, words }: ComponentProcess): Settings {
  const flags = parseFlags(component, words);
  return { [PROCESS]: program, ...(FOREIGN_FILE in flags ? withoutAbsence(flags) : flags) };
}

/** Two processes of a component that say different things are two clusters' or a fault: neither is believed. */
function agreed(all: readonly Settings[]): Settings {
  const [first = {}, ...others] = all;
  if (others.length === 0) return first;
  const keys = new Set(all.flatMap((settings) => Object.keys(settings)));
  const differ: Setting = { unreadable: 'invalid', detail: `${all.length} processes say different things` };
  return Object.fromEntries(
    [...keys].map((key) => {
      const texts = new Set(all.map((settings) => JSON.stringify(settings[key])));
      const isCommon = texts.size === 1 || key === PROCESS;
      return [key, (isCommon ? first[key] : undefined) ?? differ];
    }),
  );
}

/** The settings of a component's processes, or the one that says why there are none. */
export function settingsOfProcesses(component: Component, processes: ComponentProcesses): Settings {
  const found = processes.found.get(component) ?? [];
  const closed = found.find((one) => !isProcess(one));
  if (closed !== undefined && !isProcess(closed)) return { [PROCESS]: closed };
  if (found.length > 0)
    return agreed(found.filter(isProcess).map((process) => settingsOfProcess(component, process)));
  return { [PROCESS]: processes.incomplete ?? { absent: `no process of ${component}` } };
}

/** The one process of a component; undefined when it does not run, or more than once. */
export function processOf(component: Component, processes: ComponentProcesses): ComponentProcess | undefined {
  const found = processes.found.get(component) ?? [];
  const [process] = found;
  return found.length === 1 && process !== undefined && isProcess(process) ? process : undefined;
}
