import type { ControlPlaneComponent, Setting } from '@plimsoll/model';
import { staticPod, MANIFEST } from '../static-pods/static-pod.collector.js';
import type { Settings } from '../host-collector/host-collector.js';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { componentSettings } from './component-process.collector.js';
import { PROCESS } from './process-settings.js';

/** The flags of a component of the control plane, from its process, else from its manifest. */
export async function knownFlags(
  reader: SettingReader,
  component: ControlPlaneComponent,
  signal: AbortSignal,
): Promise<Settings> {
  const running = await componentSettings(reader, component);
  if (typeof running[PROCESS] === 'string') return running;
  const written = await staticPod(component).collect(reader.host, signal);
  return typeof written[MANIFEST] === 'string' ? written : running;
}

/** The path that a flag names, or why none is known. */
export function pathIn(flags: Settings, component: ControlPlaneComponent, flag: string): Setting {
  const seen = flags[PROCESS] ?? flags[MANIFEST];
  if (typeof seen !== 'string') return seen ?? { absent: `no ${component}` };
  const path = flags[flag];
  if (path === '' || path === undefined) return { absent: `${component} has no ${flag}` };
  return typeof path !== 'string' && 'absent' in path ? { absent: `${component} has no ${flag}` } : path;
}
