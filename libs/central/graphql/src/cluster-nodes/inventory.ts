import type { Setting, SourceId } from '@plimsoll/model';
import type { StoredFact } from '@plimsoll/posture';
import { Field, ObjectType } from '@nestjs/graphql';
import { reading, Reading } from './reading.js';

@ObjectType({ description: 'The running kernel.' })
export class KernelInventory {
  @Field(() => Reading, { description: 'Its release.' })
  readonly release!: Reading;

  @Field(() => Reading, { description: 'The architecture of the machine.' })
  readonly architecture!: Reading;

  @Field(() => Reading, { description: 'The newest release that is installed: it runs after a reboot.' })
  readonly newestInstalled!: Reading;

  @Field(() => Reading, { description: 'Taint bits, as the kernel adds them up; `0`: none.' })
  readonly tainted!: Reading;
}

@ObjectType({ description: 'What the kernel says of one flaw of processors.' })
export class CpuVulnerability {
  @Field(() => String, { description: "The kernel's name: `spectre_v2`." })
  readonly name!: string;

  @Field(() => Reading, { description: "The kernel's words: `Not affected`, `Mitigation: ...`." })
  readonly status!: Reading;
}

@ObjectType({ description: 'The processor.' })
export class CpuInventory {
  @Field(() => Reading, { description: 'Who made it.' })
  readonly vendor!: Reading;

  @Field(() => Reading, { description: 'Its model.' })
  readonly model!: Reading;

  @Field(() => Reading, { description: 'The revision of its microcode.' })
  readonly microcode!: Reading;

  @Field(() => Reading, { description: 'Whether two threads share a core: `1` yes, `0` no.' })
  readonly smtActive!: Reading;

  @Field(() => [CpuVulnerability], { description: 'By name.' })
  readonly vulnerabilities!: readonly CpuVulnerability[];
}

@ObjectType({ description: 'How the node started, and what confines its programs.' })
export class BootInventory {
  @Field(() => Reading, { description: 'Whether only signed programs start: `1` yes, `0` no.' })
  readonly secureBoot!: Reading;

  @Field(() => Reading, { description: 'Whether the firmware takes new keys: `1` yes, `0` no.' })
  readonly setupMode!: Reading;

  @Field(() => Reading, { description: "The kernel's lockdown, the one in force in brackets." })
  readonly lockdown!: Reading;

  @Field(() => Reading, { description: 'Security modules in their order.' })
  readonly securityModules!: Reading;

  @Field(() => Reading, { description: 'Whether only signed modules load.' })
  readonly moduleSignatures!: Reading;
}

@ObjectType({ description: 'The operating system and what runs containers.' })
export class RuntimeInventory {
  @Field(() => Reading, { description: 'The ID of os-release.' })
  readonly osId!: Reading;

  @Field(() => Reading, { description: 'As people call it.' })
  readonly osName!: Reading;

  @Field(() => Reading, { description: 'The VERSION_ID of os-release.' })
  readonly osVersion!: Reading;

  @Field(() => Reading, { description: 'As the kubelet reports it: `containerd://2.1.0`.' })
  readonly containerRuntime!: Reading;

  @Field(() => Reading, { description: 'As the kubelet reports it.' })
  readonly kubelet!: Reading;
}

/** The facts that an inventory is made from, by their source. */
export type NodeFactsBySource = ReadonlyMap<SourceId, StoredFact>;

function settingsOf(facts: NodeFactsBySource, source: SourceId): Readonly<Record<string, Setting>> {
  const body = facts.get(source)?.body;
  return body?.shape === 'settings' ? body.settings : {};
}

const from =
  (facts: NodeFactsBySource, source: SourceId) =>
  (key: string): Reading =>
    reading(settingsOf(facts, source)[key]);

export const KERNEL_SOURCES = ['host/identity', 'host/boot'] as const;
export function kernelInventory(facts: NodeFactsBySource): KernelInventory {
  const identity = from(facts, 'host/identity');
  const boot = from(facts, 'host/boot');
  return {
    release: identity('kernel.osrelease'),
    architecture: identity('kernel.arch'),
    newestInstalled: boot('kernel.newest-installed'),
    tainted: boot('kernel.tainted'),
  };
}

const VULNERABILITIES = '/sys/devices/system/cpu/vulnerabilities/';

export const CPU_SOURCES = ['host/hardware', 'host/cpu-vulnerabilities'] as const;
export function cpuInventory(facts: NodeFactsBySource): CpuInventory {
  const hardware = from(facts, 'host/hardware');
  const settings = settingsOf(facts, 'host/cpu-vulnerabilities');
  return {
    vendor: hardware('cpu.vendor'),
    model: hardware('cpu.model'),
    microcode: hardware('cpu.microcode'),
    smtActive: reading(settings['/sys/devices/system/cpu/smt/active']),
    vulnerabilities: Object.keys(settings)
      .filter((key) => key.startsWith(VULNERABILITIES))
      .sort()
      .map((key) => ({ name: key.slice(VULNERABILITIES.length), status: reading(settings[key]) })),
  };
}

export const BOOT_SOURCES = ['host/boot', 'host/lsm'] as const;
export function bootInventory(facts: NodeFactsBySource): BootInventory {
  const boot = from(facts, 'host/boot');
  return {
    secureBoot: boot('uefi.secureboot'),
    setupMode: boot('uefi.setupmode'),
    lockdown: boot('lsm.lockdown'),
    securityModules: from(facts, 'host/lsm')('lsm.active'),
    moduleSignatures: boot('module.sig_enforce'),
  };
}

/** A value of status.nodeInfo, which the kubelet fills. */
function nodeInfo(facts: NodeFactsBySource, field: string): Reading {
  const body = facts.get('kube/core/Node')?.body;
  if (body?.shape !== 'object') return reading(undefined);
  const status = body.object['status'];
  const info = isRecord(status) ? status['nodeInfo'] : undefined;
  const value = isRecord(info) ? info[field] : undefined;
  return reading(
    typeof value === 'string' && value !== '' ? value : { absent: `no status.nodeInfo.${field}` },
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const RUNTIME_SOURCES = ['host/identity', 'kube/core/Node'] as const;
export function runtimeInventory(facts: NodeFactsBySource): RuntimeInventory {
  const identity = from(facts, 'host/identity');
  return {
    osId: identity('os.id'),
    osName: identity('os.name'),
    osVersion: identity('os.version-id'),
    containerRuntime: nodeInfo(facts, 'containerRuntimeVersion'),
    kubelet: nodeInfo(facts, 'kubeletVersion'),
  };
}
