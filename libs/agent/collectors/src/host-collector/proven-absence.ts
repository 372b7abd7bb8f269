import type { HostFiles, ReadOutcome } from '@plimsoll/probes';
import { madeOncePerPass } from './once-per-pass.js';
import type { SettingReader } from './setting-reader.js';

/** What a pod may have of the host without having all of it; each is a mount of its own. */
const MOUNTS = ['/proc', '/sys', '/etc', '/usr/lib', '/boot', '/var/lib/kubelet', '/opt/cni'];
/** No host is without all of these, and none of them is mounted into an agent. */
const WHOLE = ['/usr/bin', '/usr/sbin', '/bin', '/sbin'];

const below = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

async function exists(host: HostFiles, path: string): Promise<boolean> {
  return (await host.stat(path)).outcome === 'read';
}

const isWhole = madeOncePerPass(async ({ host }: SettingReader): Promise<boolean> => {
  for (const path of WHOLE) if (await exists(host, path)) return true;
  return false;
});

/**
 * What it means that nothing is at a path. In a pod only some folders of the host are there, and the folders on the way
 * to a mount are nobody's: what is missing in those is not mounted. It is absent where the whole host is there, and
 * below a folder that is mounted.
 */
export async function explained<Value>(
  reader: SettingReader,
  path: string,
  outcome: ReadOutcome<Value>,
): Promise<ReadOutcome<Value>> {
  if (outcome.outcome !== 'absent') return outcome;
  const closer: ReadOutcome<Value> = await reader.explainAbsence<Value>(path, outcome);
  if (closer.outcome !== 'absent' || (await isWhole(reader))) return closer;
  const mount = MOUNTS.find((folder) => below(path, folder));
  if (mount !== undefined && (await exists(reader.host, mount))) return closer;
  return { outcome: 'unreadable', reason: 'not-mounted', detail: `nothing of the host at ${path}` };
}
