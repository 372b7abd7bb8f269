import type { Requirement } from '@plimsoll/engine';
import type { ControlId } from '@plimsoll/model';
import { CONTROLS, KERNEL_TOPICS, controlId } from '@plimsoll/controls';
import { declareFramework } from './declare.js';

/**
 * Level 1: what every node can have without a workload noticing. Level 2: what costs something, a feature, speed or a
 * way of working, and is for hosts that keep tenants apart or are attacked on purpose.
 */
type Level = 1 | 2;

const requirement = (
  section: string,
  level: Level,
  id: string,
  title: string,
  controls: readonly string[],
): Requirement => ({
  id,
  title,
  section,
  level,
  assessment: 'automated',
  controls: controls.map((control) => ({ control: controlId(control), mapping: 'direct' })),
});

const inSection =
  (section: string) =>
  (level: Level, id: string, title: string, ...controls: readonly string[]): Requirement =>
    requirement(section, level, id, title, controls);

const SEVERE: ReadonlySet<string> = new Set(
  CONTROLS.filter(({ severity }) => severity !== 'low').map(({ id }) => id),
);

/** What a topic asks of severity medium and above is level 1, the rest level 2. */
function ofTopic(section: string, topic: string, title: string): readonly Requirement[] {
  return ofControls(section, topic, title, KERNEL_TOPICS[topic] ?? []);
}

function ofControls(
  section: string,
  topic: string,
  title: string,
  ids: readonly ControlId[],
): readonly Requirement[] {
  const severe = ids.filter((id) => SEVERE.has(id));
  const others = ids.filter((id) => !SEVERE.has(id));
  return [
    ...(severe.length > 0 ? [requirement(section, 1, topic, title, severe)] : []),
    ...(others.length > 0
      ? [requirement(section, 2, `${topic}-further`, `${title}: what is less urgent`, others)]
      : []),
  ];
}

const built = (topic: string, title: string): readonly Requirement[] =>
  ofTopic('How the kernel was built', `config-${topic}`, title);

const booted = (topic: string, title: string): readonly Requirement[] =>
  ofTopic('How the kernel was booted', `cmdline-${topic}`, title);

const live = (topic: string, title: string): readonly Requirement[] =>
  ofTopic('The running kernel', `sysctl-${topic}`, title);

const modules = (topic: string, title: string): readonly Requirement[] =>
  ofTopic('Kernel modules', `module-${topic}`, title);

const secrets = inSection('What the kernel gives away');
const surface = inSection('What users may reach');
const files = inSection('Shared folders and dumps');
const network = inSection('The network of the node');
const resilience = inSection('After a fault');
const processor = inSection('The processor');
const confinement = inSection('Confinement');
const boot = inSection('Boot and modules');

const REQUIREMENTS: readonly Requirement[] = [
  secrets(
    1,
    'addresses',
    'The kernel keeps its addresses and its log to itself',
    'kernel/kptr-restrict',
    'kernel/dmesg-restrict',
  ),
  secrets(
    1,
    'randomisation',
    'Addresses of programs are random, and the lowest are closed',
    'kernel/randomize-va-space',
    'kernel/mmap-min-addr',
  ),
  secrets(1, 'measuring', 'Users cannot measure the kernel', 'kernel/perf-event-paranoid'),
  surface(1, 'bpf', 'Users cannot load BPF programs', 'kernel/unprivileged-bpf-disabled'),
  surface(1, 'tracing-processes', 'Processes cannot attach to each other', 'kernel/yama-ptrace-scope'),
  surface(
    1,
    'page-faults',
    'Users cannot hold the kernel in a page fault',
    'kernel/unprivileged-userfaultfd',
  ),
  surface(
    1,
    'terminals',
    'Terminals load no drivers and take no pushed keystrokes',
    'kernel/tty-ldisc-autoload',
    'kernel/tty-legacy-tiocsti',
  ),
  surface(2, 'io-uring', 'io_uring is closed to users', 'kernel/io-uring-disabled'),
  surface(2, 'user-namespaces', 'User namespaces are closed to users', 'kernel/unprivileged-userns-clone'),
  files(1, 'links', 'Planted links lead nowhere', 'kernel/protected-symlinks', 'kernel/protected-hardlinks'),
  files(
    1,
    'planted-files',
    'Planted pipes and files are not opened',
    'kernel/protected-fifos',
    'kernel/protected-regular',
  ),
  files(1, 'dumps', 'Dumps of privileged programs stay with root', 'kernel/suid-dumpable'),
  files(
    1,
    'started-programs',
    'Programs that the kernel starts are those of the system',
    'kernel/core-pattern',
    'kernel/modprobe',
  ),
  network(1, 'forwarding', 'A Kubernetes node forwards for its pods', 'kernel/ip-forward'),
  network(1, 'loopback', 'Loopback is out of reach of neighbours', 'kernel/ipv4-all-route-localnet'),
  network(
    1,
    'redirects',
    'Redirects are neither taken nor sent',
    'kernel/ipv4-all-accept-redirects',
    'kernel/ipv4-default-accept-redirects',
    'kernel/ipv6-all-accept-redirects',
    'kernel/ipv6-default-accept-redirects',
    'kernel/ipv4-all-send-redirects',
    'kernel/ipv4-default-send-redirects',
  ),
  network(
    1,
    'source-routes',
    'Packets do not choose their own way',
    'kernel/ipv4-all-accept-source-route',
    'kernel/ipv4-default-accept-source-route',
    'kernel/ipv6-all-accept-source-route',
    'kernel/ipv6-default-accept-source-route',
  ),
  network(1, 'syn-floods', 'A flood of connections does not shut listeners', 'kernel/tcp-syncookies'),
  network(
    2,
    'impossible-sources',
    'Packets from impossible sources are dropped',
    'kernel/ipv4-all-rp-filter',
  ),
  resilience(1, 'stop-on-error', 'A kernel that failed does not go on', 'kernel/panic-on-oops'),
  resilience(
    1,
    'kubelet-expectations',
    'The kernel behaves as the kubelet expects',
    'kernel/panic',
    'kernel/keys-root-maxkeys',
    'kernel/keys-root-maxbytes',
    'kernel/overcommit-memory',
    'kernel/panic-on-oom',
  ),
  processor(
    1,
    'kernel-memory',
    'Memory of the kernel does not leak to programs',
    'cpu/meltdown',
    'cpu/spectre-v1',
    'cpu/spectre-v2',
    'cpu/retbleed',
    'cpu/spec-rstack-overflow',
    'cpu/indirect-target-selection',
    'cpu/ghostwrite',
  ),
  processor(
    1,
    'buffers',
    'Data of other programs does not leak from buffers and registers',
    'cpu/l1tf',
    'cpu/mds',
    'cpu/tsx-async-abort',
    'cpu/srbds',
    'cpu/mmio-stale-data',
    'cpu/gather-data-sampling',
    'cpu/reg-file-data-sampling',
    'cpu/tsa',
  ),
  processor(1, 'guests', 'Guests of the node cannot harm it', 'cpu/itlb-multihit', 'cpu/vmscape'),
  processor(
    1,
    'microcode',
    'Microcode is current and no newer flaw is open',
    'cpu/old-microcode',
    'cpu/unlisted',
  ),
  processor(1, 'shared-cores', 'No flaw crosses between threads of a core', 'cpu/smt-active'),
  processor(2, 'store-bypass', 'Old values of memory do not leak inside a process', 'cpu/spec-store-bypass'),
  processor(2, 'no-shared-cores', 'Threads do not share a core', 'cpu/smt-control'),
  confinement(
    1,
    'security-module',
    'A security module confines programs, now and after the next boot',
    'boot/lsm-mandatory-access',
    'boot/apparmor-enabled',
    'boot/selinux-enforcing',
    'boot/selinux-config',
  ),
  confinement(
    1,
    'runtime-profile',
    "The container runtime's profile is in force",
    'boot/apparmor-runtime-profile',
  ),
  boot(
    1,
    'taint',
    'Nothing foreign or failed has weakened the kernel',
    'boot/taint-forced-module',
    'boot/taint-forced-unload',
    'boot/taint-oops',
    'boot/taint-acpi-override',
    'boot/taint-unsigned-module',
  ),
  boot(1, 'staged-kernel', 'No other kernel waits to be started', 'boot/kexec-loaded'),
  boot(
    2,
    'no-foreign-modules',
    'The kernel carries no taint at all',
    'kernel/tainted',
    'boot/taint-out-of-tree',
  ),
  boot(
    2,
    'secure-boot',
    'The firmware starts signed code only, by keys that are locked',
    'boot/uefi-secure-boot',
    'boot/uefi-setup-mode',
  ),
  boot(2, 'module-signatures', 'Unsigned modules are refused', 'boot/module-signatures'),
  boot(
    2,
    'replacing-the-kernel',
    'Root can neither alter nor replace the running kernel',
    'boot/lockdown',
    'kernel/kexec-load-disabled',
  ),
  ...built('memory', 'The kernel was built to protect its own memory'),
  ...built('integrity', 'The kernel was built to let nobody change it'),
  ...built(
    'closed-by-kspp',
    'The kernel was built without what the Kernel Self Protection Project leaves out',
  ),
  ...built('surface', 'The kernel was built without interfaces and drivers that few need'),
  ...built('debugging', 'The kernel was built without aids for debugging'),
  ...built('mitigations', 'The kernel was built with defences against flaws of processors'),
  ...built('x86', 'The kernel was built with what Intel and AMD processors offer'),
  ...built('arm-riscv', 'The kernel was built with what Arm and RISC-V processors offer'),
  ...booted('switched-off', 'The kernel was booted without taking a protection away'),
  ...booted('mitigations', 'The kernel was booted with its defences against flaws of processors'),
  ...booted('hardening', 'The kernel was booted with protections that are a choice'),
  ...booted('around-the-kernel', 'The boot goes through services, security modules and records'),
  ...live('limits', 'Switches and limits of the running kernel'),
  ...live('network', 'The network, beside what every node has to keep'),
  ...live('capacity', 'No workload uses up what all others need'),
  ...modules('file-systems', 'File systems that few need cannot be mounted'),
  ...modules('protocols', 'Protocols that few need cannot be loaded'),
  ...modules('others', 'Drivers and interfaces that a node does not need cannot be loaded'),
];

const named: ReadonlySet<string> = new Set(
  REQUIREMENTS.flatMap(({ controls }) => controls.map(({ control }) => control)),
);

/** Controls of a family that no requirement above names. */
const rest = (section: string, id: string, title: string, family: string): readonly Requirement[] =>
  ofControls(
    section,
    id,
    title,
    CONTROLS.map((control) => control.id).filter((one) => one.startsWith(family) && !named.has(one)),
  );

/**
 * The product's own standard for the kernel of a node: every control of kernel, processor and boot, by what it is for.
 * Ids are permanent; a requirement that goes leaves its id unused.
 */
export const plimsollKernel = declareFramework({
  id: 'plimsoll-kernel',
  title: 'Plimsoll kernel hardening',
  revision: '1',
  source: 'https://kspp.github.io/Recommended_Settings',
  requirements: [
    ...REQUIREMENTS,
    ...rest('The processor', 'processor', 'What else the processor offers and the kernel says of it', 'cpu/'),
    ...rest('Boot and modules', 'boot', 'What else is known of how the host was booted', 'boot/'),
    ...rest('The running kernel', 'kernel', 'What else is known of the kernel', 'kernel/'),
  ],
});
