import { CONTROLS } from '@plimsoll/controls';
import { describe, expect, it } from 'vitest';
import { plimsollKernel } from './plimsoll-kernel.js';

const mappedIds = plimsollKernel.requirements.flatMap(({ controls }) =>
  controls.map(({ control }) => control),
);

const TOPICS =
  'config-memory config-memory-further config-integrity config-integrity-further config-closed-by-kspp config-closed-by-kspp-further config-surface config-surface-further config-debugging config-debugging-further config-mitigations config-mitigations-further config-x86 config-x86-further config-arm-riscv config-arm-riscv-further cmdline-switched-off cmdline-switched-off-further cmdline-mitigations cmdline-mitigations-further cmdline-hardening cmdline-hardening-further cmdline-around-the-kernel cmdline-around-the-kernel-further sysctl-limits sysctl-limits-further sysctl-network sysctl-network-further sysctl-capacity-further module-file-systems-further module-protocols module-protocols-further module-others module-others-further processor processor-further boot boot-further kernel-further';

describe('plimsoll-kernel', () => {
  it('asks for every control of kernel, processor and boot, each once', () => {
    const families = ['kernel/', 'cpu/', 'boot/'];
    const known = CONTROLS.map(({ id }) => id).filter((id) =>
      families.some((family) => id.startsWith(family)),
    );
    expect([...mappedIds].sort()).toEqual([...known].sort());
  });

  it('has levels 1 and 2 and a section for each requirement', () => {
    for (const { level, section } of plimsollKernel.requirements) {
      expect([1, 2]).toContain(level);
      expect(section).toMatch(/\w/);
    }
  });

  it('keeps the ids that posture was stored under', () => {
    const ids =
      'addresses randomisation measuring bpf tracing-processes page-faults terminals io-uring user-namespaces links planted-files dumps started-programs forwarding loopback redirects source-routes syn-floods impossible-sources stop-on-error kubelet-expectations kernel-memory buffers guests microcode shared-cores store-bypass no-shared-cores security-module runtime-profile taint staged-kernel no-foreign-modules secure-boot module-signatures replacing-the-kernel';
    expect(plimsollKernel.requirements.map(({ id }) => id)).toEqual([
      ...ids.split(' '),
      ...TOPICS.split(' '),
    ]);
  });
});
