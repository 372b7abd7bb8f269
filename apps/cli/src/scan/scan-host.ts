import { collectHost, hostName } from '@plimsoll/collectors';
import { isPlimsollError } from '@plimsoll/errors';
import type { Fact } from '@plimsoll/model';
import { openHostFiles } from '@plimsoll/probes';
import type { HostFiles } from '@plimsoll/probes';
import { basename, resolve } from 'node:path';
import { nodeShard, type NodeShard } from './node-shard.js';
import type { ScanOptions } from './scan-options.js';

/**
 * Reads a host: one subject, `v1/Node` with the host's name.
 * @throws HOST_ROOT_EMPTY
 */
export async function scanHost(root: string, options: ScanOptions): Promise<NodeShard> {
  const host = openHostFiles(root);
  const nodeName = await nameOf(host, root);
  const facts: Fact[] = [];
  await collectHost(host, { nodeName }, (fact) => {
    facts.push(fact);
  });
  return nodeShard({ index: Number.MAX_SAFE_INTEGER, name: nodeName, facts, locate: () => null }, options);
}

/** A captured host that does not tell its name goes by its folder's. */
async function nameOf(host: HostFiles, root: string): Promise<string> {
  try {
    return await hostName(host);
  } catch (error) {
    if (isPlimsollError(error) && error.code === 'HOST_NAME_UNKNOWN')
      return basename(resolve(root)) || 'host';
    throw error;
  }
}
