import { CONTROLS } from '@plimsoll/controls';
import { describe, expect, it } from 'vitest';
import { durable } from './durable.js';
import type { HostOs } from './host-part.js';
import { layerOf } from './layers.js';

const os = (id: string, more: Partial<HostOs> = {}): HostOs => ({
  id,
  like: '',
  variant: '',
  name: '',
  kernel: '',
  isStartedFromOutside: false,
  ...more,
});
const DEBIAN = os('debian');
const SYSTEMS: readonly (readonly [name: string, os: HostOs])[] = [
  ['Debian', DEBIAN],
  ['a derivative of Ubuntu', os('pop', { like: 'ubuntu debian' })],
  ['RHEL', os('rhel', { like: 'fedora' })],
  ['Fedora CoreOS', os('fedora', { variant: 'coreos' })],
  ['OpenShift', os('rhel', { like: 'fedora', variant: 'coreos' })],
  ['Bottlerocket', os('bottlerocket')],
  ['Talos', os('talos')],
  ['Flatcar', os('flatcar', { like: 'coreos' })],
  ['Container-Optimized OS', os('cos')],
  ['NixOS', os('nixos')],
  ['SLE Micro', os('sl-micro')],
  ['Alpine', os('alpine')],
  ['an unknown system', os('')],
];
const HOSTS = CONTROLS.filter(({ id }) => !/^(?:workload|rbac|namespace)\//.test(id));
const remedyOf = (id: string): string => CONTROLS.find((control) => control.id === id)?.remedy ?? '';
const howOn = (id: string, host: HostOs): string => durable(remedyOf(id), host).how;

describe('how to set something for good', () => {
  it.each([
    ['debian', 'update-grub'],
    ['rhel', 'grubby --update-kernel=ALL --args="audit=1"'],
    ['bottlerocket', '"kernel-parameters":{"audit":["1"]}'],
    ['talos', 'extraKernelArgs'],
    ['flatcar', '/oem/grub.cfg'],
    ['sles', 'grub2-mkconfig'],
    ['nixos', 'boot.kernelParams'],
  ])('a boot parameter on %s', (id, words) => {
    expect(howOn('kernel/cmdline-audit', os(id))).toContain(words);
    expect(durable(remedyOf('kernel/cmdline-audit'), os(id)).needsReboot).toBe(true);
  });

  it.each([
    ['debian', '/etc/sysctl.d/zz-plimsoll.conf'],
    ['bottlerocket', '{"kernel":{"sysctl":{"kernel.kptr_restrict":"1"}}}'],
    ['talos', '{"sysctls":{"kernel.kptr_restrict":"1"}}'],
    ['cos', 'node-pools update'],
    ['nixos', 'boot.kernel.sysctl."kernel.kptr_restrict" = "1"'],
  ])('a kernel setting on %s', (id, words) => {
    expect(howOn('kernel/kptr-restrict', os(id))).toContain(words);
    expect(durable(remedyOf('kernel/kptr-restrict'), os(id)).needsReboot).toBe(false);
  });

  it('tells a machine without a boot loader who gives it its kernel and parameters', () => {
    const microVm = os('debian', { isStartedFromOutside: true });
    expect(howOn('kernel/cmdline-audit', microVm)).toMatch(/no boot loader.*`audit=1`/);
    expect(howOn('kernel/config-bug', microVm)).toContain('no boot loader');
    expect(howOn('kernel/kptr-restrict', microVm)).toBe(howOn('kernel/kptr-restrict', DEBIAN));
  });

  it('names the packages of the system', () => {
    expect(howOn('host/auditd-running', DEBIAN)).toMatch(/apt-get install auditd`,/);
    expect(howOn('host/auditd-running', os('rocky', { like: 'rhel centos fedora' }))).toContain(
      'dnf install audit`',
    );
  });

  it.each(SYSTEMS)('of each control on %s, in words that are its own', (_, host) => {
    const isDebian = host.id === 'debian' || host.like.includes('debian');
    const wrong = HOSTS.map(({ id, remedy }) => [id, durable(remedy, host).how] as const).filter(
      ([, how]) =>
        /undefined|\.\.$|^[a-z]/.test(how) ||
        (!isDebian &&
          /update-grub|GRUB_CMDLINE_LINUX in \/etc\/default\/grub, run|initramfs -u|lsinitramfs|dpkg/.test(
            how,
          )),
    );
    expect(wrong).toEqual([]);
  });

  it('is understood by the kind of every control of the kernel', () => {
    for (const control of HOSTS) {
      const { how, needsReboot, build } = durable(control.remedy, DEBIAN);
      const layer = layerOf(control.id, control.subjects);
      const found = [control.id, needsReboot, build !== undefined];
      if (layer === 'Kernel boot parameters') expect(found).toEqual([control.id, true, false]);
      if (layer === 'Kernel build') expect(found).toEqual([control.id, true, true]);
      if (layer === 'Files') expect(found).toEqual([control.id, false, false]);
      if (layer === 'Kernel modules') expect(needsReboot).toBe(false);
      expect(how).not.toContain('Take a kernel of the distribution');
    }
  });

  it('tells an image system where files cannot be edited', () => {
    expect(howOn('host/mount-tmp-nodev', os('bottlerocket'))).toContain('sealed');
    expect(howOn('host/mount-tmp-nodev', DEBIAN)).not.toContain('sealed');
    expect(howOn('control-plane/kube-apiserver-profiling', os('talos'))).not.toContain('sealed');
  });
});
