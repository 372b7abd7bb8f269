import type { FactSource } from '@plimsoll/agent-runtime';
import { HOST_COLLECTORS, collectHostSource, hostName } from '@plimsoll/collectors';
import { openHostFiles } from '@plimsoll/probes';
import type { AgentConfiguration } from '../configuration.js';

/**
 * Every source of the host whose root is configured, each on its own cadence.
 * @throws HOST_ROOT_EMPTY, HOST_NAME_UNKNOWN where no name is configured and the host does not tell one
 */
export async function hostSources(configuration: AgentConfiguration): Promise<readonly FactSource[]> {
  const host = openHostFiles(configuration.hostRoot);
  const nodeName = configuration.nodeName ?? (await hostName(host));
  const everyMs = configuration.hostEveryMs;
  return HOST_COLLECTORS.map((collector) => ({
    source: collector.source,
    partition: nodeName,
    everySeconds: everyMs === undefined ? collector.everySeconds : everyMs / 1000,
    collect: (emit, signal) => collectHostSource(collector, host, { nodeName, signal }, emit),
  }));
}
