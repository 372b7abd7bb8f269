import type { FilesEntry } from '@plimsoll/model';
import { openHostFiles, type HostFiles } from '@plimsoll/probes';
import type { HostCollector, HostFilesCollector, Settings } from '../host-collector/host-collector.js';
import { plantHost, type HostTree } from './plant-host.js';

async function planted<Result>(tree: HostTree, use: (host: HostFiles) => Promise<Result>): Promise<Result> {
  const host = await plantHost(tree);
  try {
    return await use(openHostFiles(host.root));
  } finally {
    await host.remove();
  }
}

/** What one collector makes of a tree. */
export const collected = (collector: HostCollector, tree: HostTree): Promise<Settings> =>
  planted(tree, (host) => collector.collect(host, new AbortController().signal));

/** What one collector of files makes of a tree; `seen` puts something between, for instance other owners. */
export const collectedFiles = (
  collector: HostFilesCollector,
  tree: HostTree,
  seen: (host: HostFiles) => HostFiles = (host) => host,
): Promise<Readonly<Record<string, FilesEntry>>> =>
  planted(tree, (host) => collector.collectFiles(seen(host), new AbortController().signal));
