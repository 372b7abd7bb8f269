import type { FactBody, SourceId, Subject } from '@plimsoll/model';
import type { HostFiles } from '@plimsoll/probes';
import { COMPONENT_COLLECTORS } from './component-collectors.js';
import { collectorsErrors } from './errors.js';
import { hostBoot } from './host-boot/host-boot.collector.js';
import type { AnyHostCollector, EmitHostFact } from './host-collector/host-collector.js';
import { oncePerPass } from './host-collector/once-per-pass.js';
import { SettingReader } from './host-collector/setting-reader.js';
import { hostCmdline } from './host-cmdline/host-cmdline.collector.js';
import { hostCpuVulnerabilities } from './host-cpu-vulnerabilities/host-cpu-vulnerabilities.collector.js';
import { hostFiles } from './host-files/host-files.collector.js';
import { hostHardware } from './host-hardware/host-hardware.collector.js';
import { hostIdentity } from './host-identity/host-identity.collector.js';
import { hostNameOf } from './host-identity/host-name.js';
import { hostKconfig } from './host-kconfig/host-kconfig.collector.js';
import { hostLsm } from './host-lsm/host-lsm.collector.js';
import { hostModules } from './host-modules/host-modules.collector.js';
import { hostOs } from './host-os/host-os.collector.js';
import { hostProcesses } from './host-processes/host-processes.collector.js';
import { hostRuntime } from './host-runtime/host-runtime.collector.js';
import { hostServices } from './host-services/host-services.collector.js';
import { hostStorage } from './host-storage/host-storage.collector.js';
import { hostSysctlDeclared } from './host-sysctl-declared/host-sysctl-declared.collector.js';
import { hostSysctl } from './host-sysctl/host-sysctl.collector.js';

export interface HostCollectOptions {
  /** The name of the v1/Node that the facts are about, and of their partition. */
  readonly nodeName: string;
  readonly signal?: AbortSignal;
}

/** How a pass over one source ended, as the agent's runtime wants to hear it. */
export type HostPass =
  | { readonly complete: true }
  | { readonly complete: false; readonly reason: 'not-mounted'; readonly detail: string };

/** Every source of a host, in the order in which they are collected. */
export const HOST_COLLECTORS: readonly AnyHostCollector[] = [
  hostIdentity,
  hostSysctl,
  hostSysctlDeclared,
  hostCpuVulnerabilities,
  hostLsm,
  hostBoot,
  hostFiles,
  hostHardware,
  hostOs,
  hostProcesses,
  hostRuntime,
  hostServices,
  hostStorage,
  hostCmdline,
  hostKconfig,
  hostModules,
  ...COMPONENT_COLLECTORS,
];

/** One of these is in every root, live or captured, of which anything can be said. */
const MARKS = [
  '/proc/sys',
  '/sys/kernel',
  '/sys/devices',
  '/etc/os-release',
  '/usr/lib/os-release',
  '/etc/hostname',
];

async function isHostRoot(host: HostFiles): Promise<boolean> {
  for (const mark of MARKS) if ((await host.stat(mark)).outcome === 'read') return true;
  return false;
}

const nodeSubject = (name: string): Subject => ({ group: '', kind: 'Node', namespace: '', name });

/**
 * One pass over one source: its fact is emitted, whole, when everything was read. An empty host root gives no fact and
 * an incomplete pass, so nothing that was known of the host ends by it.
 */
export async function collectHostSource(
  collector: AnyHostCollector,
  host: HostFiles,
  options: HostCollectOptions,
  emit: EmitHostFact,
): Promise<HostPass> {
  const { nodeName, signal = new AbortController().signal } = options;
  if (!(await isHostRoot(host)))
    return { complete: false, reason: 'not-mounted', detail: `no host at ${host.root}` };
  const body = await bodyOf(collector, host, signal);
  emit({
    source: collector.source,
    partition: nodeName,
    subject: nodeSubject(nodeName),
    body,
  });
  return { complete: true };
}

/** What one collector gives of a host, in the shape of its source. */
export async function bodyOf(
  collector: AnyHostCollector,
  host: HostFiles,
  signal: AbortSignal,
): Promise<FactBody> {
  return 'collectFiles' in collector
    ? { shape: 'files', files: await collector.collectFiles(host, signal) }
    : { shape: 'settings', settings: await collector.collect(host, signal) };
}

/**
 * One pass over all sources of a host, which reads no file twice.
 * @returns the sources that gave their fact
 * @throws HOST_ROOT_EMPTY when there is nothing of a host below the root: no fact, and so never a score
 */
export async function collectHost(
  host: HostFiles,
  options: HostCollectOptions,
  emit: EmitHostFact,
): Promise<readonly SourceId[]> {
  const collected: SourceId[] = [];
  const once = oncePerPass(host);
  for (const collector of HOST_COLLECTORS) {
    const pass = await collectHostSource(collector, once, options, emit);
    if (!pass.complete) throw rootEmpty(host);
    collected.push(collector.source);
  }
  return collected;
}

/**
 * The name by which the host calls itself, for a host that nobody named.
 * @throws HOST_ROOT_EMPTY, HOST_NAME_UNKNOWN
 */
export async function hostName(host: HostFiles): Promise<string> {
  if (!(await isHostRoot(host))) throw rootEmpty(host);
  const { name } = await hostNameOf(new SettingReader(host, new AbortController().signal));
  if (typeof name === 'string') return name;
  throw collectorsErrors.error('HOST_NAME_UNKNOWN', `the host at ${host.root} has no readable name`, {
    details: { root: host.root },
  });
}

const rootEmpty = (host: HostFiles): Error =>
  collectorsErrors.error('HOST_ROOT_EMPTY', `nothing of a host is to be found at ${host.root}`, {
    details: { root: host.root },
  });
