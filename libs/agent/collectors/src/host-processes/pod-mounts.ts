import type { Setting } from '@plimsoll/model';
import { inParts, type HostProcess } from '../host-collector/process-table.js';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { isMountTable, mountAt, parseMounts, type MountLine } from '../host-collector/mount-line.js';

/** Sockets by which a container becomes root of the node; the end of the path, for /run and /var/run are one. */
const SOCKETS = /\/(containerd|crio|cri-dockerd|docker|dockershim|podman|machine|api)\.sock$/;
/** As many containers are looked into. */
const MOST_CONTAINERS = 256;
const MAX_BYTES = 512 * 1024;

const NO_TABLE = { unreadable: 'invalid', detail: 'no table of mounts' } as const;

type Exposure = 'runtime-socket' | 'host-root' | 'host-proc';

const isHostProc = ({ type, point }: MountLine): boolean =>
  type === 'proc' && point !== '/proc' && !point.startsWith('/proc/');

function exposuresOf(mounts: readonly MountLine[], hostRoot: MountLine | undefined): readonly Exposure[] {
  const found = new Set<Exposure>();
  for (const mount of mounts) {
    if (SOCKETS.test(mount.root)) found.add('runtime-socket');
    if (mount.point !== '/' && mount.root === '/' && mount.device === hostRoot?.device)
      found.add('host-root');
    if (isHostProc(mount)) found.add('host-proc');
  }
  return [...found];
}

/** One process of each container: the others see the same mounts. */
function onePerContainer(
  processes: readonly (HostProcess & { readonly container: string })[],
): readonly HostProcess[] {
  return [...new Map(processes.map((process) => [process.container, process])).values()];
}

/** How many containers of pods hold a socket of a runtime, the root of the host, or its /proc. */
export async function podMountSettings(
  reader: SettingReader,
  processes: readonly (HostProcess & { readonly container: string })[],
  incomplete: Exclude<Setting, string> | undefined,
): Promise<Record<string, Setting>> {
  const containers = onePerContainer(processes);
  const own = await reader.setting('/proc/1/mountinfo', { maxBytes: MAX_BYTES });
  const hostRoot = typeof own === 'string' ? mountAt(parseMounts(own), '/') : undefined;
  const read = await inParts(containers.slice(0, MOST_CONTAINERS), async ({ pid }) => {
    const text = await reader.setting(`/proc/${pid}/mountinfo`, { maxBytes: MAX_BYTES });
    if (typeof text !== 'string') return text;
    return isMountTable(text) ? exposuresOf(parseMounts(text), hostRoot) : NO_TABLE;
  });
  const closed = read.flatMap((one) => ('unreadable' in one ? [one] : []))[0];
  const cut: Setting = { unreadable: 'too-large', detail: `more than ${MOST_CONTAINERS} containers` };
  const why = incomplete ?? closed ?? (containers.length > MOST_CONTAINERS ? cut : undefined);
  const count = (exposure: Exposure): Setting => {
    const found = read.filter((one) => Array.isArray(one) && one.includes(exposure)).length;
    return found > 0 ? `${found}` : (why ?? '0');
  };
  return {
    'pods.runtime-socket': count('runtime-socket'),
    'pods.host-root': hostRoot === undefined && typeof own !== 'string' ? own : count('host-root'),
    'pods.host-proc': count('host-proc'),
  };
}
