import type { Setting } from '@plimsoll/model';
import { explained } from '../host-collector/proven-absence.js';
import type { SettingReader } from '../host-collector/setting-reader.js';

const FOLDERS = ['/usr/lib/modules', '/lib/modules'];

const parts = (release: string): readonly string[] => release.match(/\d+|[^\d]+/g) ?? [];

/** By their numbers, then by their words: as a person reads releases. */
export function compareReleases(left: string, right: string): number {
  const [a, b] = [parts(left), parts(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [one, other] = [a[index], b[index]];
    if (one === other) continue;
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    const byNumber = Number(one) - Number(other);
    if (!Number.isNaN(byNumber) && byNumber !== 0) return byNumber;
    return one < other ? -1 : 1;
  }
  return 0;
}

/** What is behind the numbers: `-amd64` and `-rt-amd64` are different kernels of one release. */
const flavour = (release: string): string => release.replaceAll(/\d+/g, '#');

/**
 * The newest installed kernel of the running one's kind, by the folders of their modules. Kernels of another kind are
 * no update of it.
 */
export async function newestInstalled(reader: SettingReader, running: Setting): Promise<Setting> {
  if (typeof running !== 'string') return running;
  for (const folder of FOLDERS) {
    const names = await explained(reader, folder, await reader.host.list(folder));
    if (names.outcome === 'unreadable') return { unreadable: names.reason, detail: names.detail };
    if (names.outcome === 'absent') continue;
    const alike = names.value.filter((name) => flavour(name) === flavour(running));
    const newest = alike.sort(compareReleases).at(-1);
    return newest ?? { absent: `no modules of a kernel like ${running} in ${folder}` };
  }
  return { absent: 'no folders of modules' };
}
