import { collectHost, hostName } from '@plimsoll/collectors';
import { isPlimsollError } from '@plimsoll/errors';
import type { Fact } from '@plimsoll/model';
import { openHostFiles } from '@plimsoll/probes';
import type { HostFiles } from '@plimsoll/probes';
import { basename, resolve } from 'node:path';
import { nodeShard, type NodeShard } from './node-shard.js';
import type { ScanOptions } from './scan-options.js';

/** A host among captures: its place, and the name of its folder. */
interface Captured {
  readonly index: number;
  readonly name: string;
}

/**
 * Reads a host: one subject, `v1/Node` with the host's name, or that of its folder where it is a capture.
 * @throws HOST_ROOT_EMPTY
 */
export async function scanHost(root: string, options: ScanOptions, captured?: Captured): Promise<NodeShard> {
  const host = openHostFiles(root);
  const nodeName = captured === undefined ? await nameOf(host, root) : root;
  const facts: Fact[] = [];
  await collectHost(host, { nodeName }, (fact) => {
    facts.push(fact);
  });
  const { index, name } = captured ?? { index: Number.MAX_SAFE_INTEGER, name: nodeName };
  return nodeShard({ index, name, facts, locate: () => null }, options);
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
