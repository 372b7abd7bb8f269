import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AGENT_CONFIGURATION, startAgent } from '@plimsoll/agent';
import type { RunningAgent } from '@plimsoll/agent-runtime';
import { HOST_TREES, plantHost, type PlantedHost } from '@plimsoll/collectors/testing';
import { createEnrollmentToken, operator } from '@plimsoll/identity';
import { enroll, writeAgentState } from '@plimsoll/link-client';
import { isClusterId, type ClusterId, type JsonObject } from '@plimsoll/model';
import { readConfiguration, silentLogger, systemClock, type Logger } from '@plimsoll/runtime';
import type { Centre } from './centre.js';

/** A cluster of one node to be audited: a host's tree and a folder of manifests, enrolled at a centre. */
export interface Audited {
  readonly clusterId: ClusterId;
  readonly host: PlantedHost;
  readonly statePath: string;
  readonly manifests: string;
  /** Writes one file of objects as JSON, or text as it is. */
  readonly write: (name: string, content: readonly JsonObject[] | string) => Promise<void>;
  readonly delete: (name: string) => Promise<void>;
  readonly startAgent: (logger?: Logger) => Promise<RunningAgent>;
  readonly close: () => Promise<void>;
}

/** The name that the planted host has. */
export const NODE = 'flow-node';

const KERNEL_BUILD = `#
# Automatically generated file; DO NOT EDIT.
# Linux/x86 6.8.12 Kernel Configuration
#
CONFIG_CC_VERSION_TEXT="gcc"
CONFIG_X86_64=y
CONFIG_STRICT_KERNEL_RWX=y
#
# Kernel hacking
#
# end of Kernel hacking
`;

export async function auditedCluster(centre: Centre, name = 'flow'): Promise<Audited> {
  const host = await plantHost(HOST_TREES['ubuntu-24.04-node']);
  // Without its build less than half of a kernel is known, and then it has no score.
  await host.write('/boot/config-6.8.0-60-generic', KERNEL_BUILD);
  await host.write('/proc/cmdline', 'BOOT_IMAGE=/vmlinuz-6.8.0-60-generic ro quiet\n');
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll flow '));
  const manifests = join(folder, 'manifests');
  await mkdir(manifests);
  const statePath = join(folder, 'agent.json');
  const clusterId = await enrolled(centre, name, statePath);
  const agents: RunningAgent[] = [];
  return {
    clusterId,
    host,
    statePath,
    manifests,
    write: async (file, content) => {
      const path = join(manifests, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, typeof content === 'string' ? content : listOf(content));
    },
    delete: (file) => rm(join(manifests, file)),
    startAgent: async (logger = silentLogger) => {
      const environment = agentEnvironment({ statePath, manifests, host });
      const agent = await startAgent(readConfiguration(environment, AGENT_CONFIGURATION), logger);
      agent.ended.catch(() => undefined); // a test that cares looks at `ended` itself
      agents.push(agent);
      return agent;
    },
    close: async () => {
      await Promise.all(agents.map((agent) => agent.stop()));
      await host.remove();
      await rm(folder, { recursive: true });
    },
  };
}

/** Passes are made when a test asks for them; the cadence is out of the way. */
const agentEnvironment = ({
  statePath,
  manifests,
  host,
}: Pick<Audited, 'statePath' | 'manifests' | 'host'>) => ({
  AGENT_ROLE: 'node',
  AGENT_STATE_FILE: statePath,
  AGENT_HOST_ROOT: host.root,
  AGENT_NODE_NAME: NODE,
  AGENT_HOST_EVERY: '1h',
  AGENT_MANIFESTS: manifests,
  AGENT_MANIFESTS_EVERY: '1h',
});

/** Enrols a cluster and leaves its identity at the path. */
export async function enrolled(centre: Centre, name: string, statePath: string): Promise<ClusterId> {
  const { text } = await createEnrollmentToken(centre.identity, operator(centre.organizationId));
  const state = await enroll({
    address: centre.enrollmentAddress,
    caPin: centre.authority.pin,
    token: text,
    cluster: { kind: 'kubernetes', uid: randomUUID(), name },
    agentVersion: '0.1.0',
    clock: systemClock,
    logger: silentLogger,
  });
  await writeAgentState(statePath, state);
  if (!isClusterId(state.clusterId)) throw new Error('the centre gave no cluster id');
  return state.clusterId;
}

export const listOf = (items: readonly JsonObject[]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
