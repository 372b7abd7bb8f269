import type { HostCollector } from '../host-collector/host-collector.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { extended, iommuSettings, presence } from './devices.js';
import { processorSettings } from './processor.js';

const TPM = '/sys/class/tpm/tpm0';
/** The register into which firmware measures the policy of Secure Boot. */
const PCR7 = `${TPM}/pcr-sha256/7`;
const EVENT_LOG = '/sys/kernel/security/tpm0/binary_bios_measurements';

/** What the machine is made of, as far as it defends. Serial numbers are never read, measurements never told. */
export const hostHardware: HostCollector = {
  source: 'host/hardware',
  everySeconds: 3600,
  reads: [
    { path: '/proc/cpuinfo', why: 'defences and microcode of the processor', privilege: 'any-uid' },
    { path: '/sys/class/dmi/id/sys_vendor', why: 'whose virtual machine it is', privilege: 'any-uid' },
    { path: '/sys/class/dmi/id/product_name', why: 'whose virtual machine it is', privilege: 'any-uid' },
    { path: '/sys/hypervisor/type', why: 'whether it runs under Xen', privilege: 'any-uid' },
    { path: `${TPM}/tpm_version_major`, why: 'whether the boot can be measured', privilege: 'any-uid' },
    { path: PCR7, why: 'only whether Secure Boot was measured', privilege: 'any-uid' },
    { path: EVENT_LOG, why: 'only whether the boot was measured; it is never opened', privilege: 'gid-0' },
    { path: '/sys/kernel/iommu_groups', why: 'whether devices are fenced', privilege: 'any-uid' },
    { path: '/sys/kernel/iommu_groups/*/type', why: 'how devices are fenced', privilege: 'any-uid' },
    { path: '/sys/kernel/mm/ksm/run', why: 'whether pages of tenants are merged', privilege: 'any-uid' },
    { path: '/sys/class/ptp', why: 'whether the machine gives a clock', privilege: 'any-uid' },
    { path: '/proc/sys/kernel/osrelease', why: 'which of these this kernel has', privilege: 'any-uid' },
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(host, signal);
    return {
      ...(await processorSettings(reader)),
      'virt.vendor': await reader.setting('/sys/class/dmi/id/sys_vendor'),
      'virt.product': await reader.setting('/sys/class/dmi/id/product_name'),
      'virt.hypervisor': await reader.setting('/sys/hypervisor/type'),
      'tpm.version': await reader.setting(`${TPM}/tpm_version_major`),
      'tpm.pcr7': await extended(reader, PCR7),
      'tpm.eventlog': await presence(reader, EVENT_LOG),
      ...(await iommuSettings(reader)),
      ksm: await reader.setting('/sys/kernel/mm/ksm/run'),
      ptp: await presence(reader, '/sys/class/ptp'),
      'kernel.osrelease': await reader.setting('/proc/sys/kernel/osrelease'),
    };
  },
};
