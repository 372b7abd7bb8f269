import { openHostFiles } from '@plimsoll/probes';
import type { HostCollector, Settings } from '../host-collector/host-collector.js';
import { plantHost, type HostTree } from './plant-host.js';

/** What one collector makes of a tree. */
export async function collected(collector: HostCollector, tree: HostTree): Promise<Settings> {
  const host = await plantHost(tree);
  try {
    return await collector.collect(openHostFiles(host.root), new AbortController().signal);
  } finally {
    await host.remove();
  }
}
