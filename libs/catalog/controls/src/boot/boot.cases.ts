import type { ControlCase } from '@plimsoll/engine';
import type { SourceId } from '@plimsoll/model';
import { factCases } from '../settings/fact.cases.js';
import { ABSENT, hostCase, NO_PERMISSION, type Settings } from '../settings/host-case.js';
import { PODS_CGROUP } from '../settings/kubernetes-node.js';
import { settingCases } from '../settings/setting.cases.js';
import { BOOT_FACTS } from './boot-facts.table.js';
import { BOOT_ROWS } from './boot-settings.table.js';
import { RUNTIME_PROFILES } from './confinement.js';
import { diskEncryptionCases } from './disk-encryption.js';
import { kernelUpdateCases } from './kernel-update.js';
import { TAINTS, type TaintRow } from './taint.js';

type Expect = ControlCase['expect'];
const PASS: Expect = { verdict: 'pass' };
const FAIL: Expect = { verdict: 'fail' };
const UNREADABLE: Expect = { verdict: 'unknown', reason: 'unreadable' };
const NOT_COLLECTED: Expect = { verdict: 'unknown', reason: 'not-collected' };
const NOT_APPLICABLE: Expect = { verdict: 'not-applicable' };

const on =
  (source: SourceId) =>
  (title: string, settings: Settings, expect: Expect, identity: Settings = {}): ControlCase =>
    hostCase(source, title, settings, expect, identity);
const boot = on('host/boot');
const lsm = on('host/lsm');

const taintCases = (row: TaintRow): readonly ControlCase[] => {
  const bit = `${2 ** row.bit}`;
  const others = `${2 ** 20 - 1 - 2 ** row.bit}`;
  const evidence = [{ path: 'kernel.tainted', value: bit }];
  return [
    boot('nothing is set', { 'kernel.tainted': '0' }, PASS),
    boot('all other bits are set', { 'kernel.tainted': others }, PASS),
    boot('its bit is set', { 'kernel.tainted': bit }, { verdict: 'fail', evidence }),
    boot('a text instead of a number', { 'kernel.tainted': 'G' }, UNREADABLE),
    boot('it could not be read', { 'kernel.tainted': NO_PERMISSION }, UNREADABLE),
    boot('it is not there', { 'kernel.tainted': ABSENT }, UNREADABLE),
    boot('nothing is said of it', {}, NOT_COLLECTED),
  ];
};

const ON: Settings = { 'apparmor.enabled': 'Y' };
const noProfiles: Settings = Object.fromEntries(RUNTIME_PROFILES.map((key) => [key, ABSENT]));
const containerd = RUNTIME_PROFILES[0] ?? '';

const CONFINEMENT: Readonly<Record<string, readonly ControlCase[]>> = {
  'boot/apparmor-enabled': [
    lsm('on', ON, PASS),
    lsm('off and nothing else', { 'apparmor.enabled': 'N', 'selinux.enforce': ABSENT }, FAIL),
    lsm(
      'not in the kernel and nothing else',
      { 'apparmor.enabled': ABSENT, 'selinux.enforce': ABSENT },
      FAIL,
    ),
    lsm(
      'not in the kernel, which has SELinux',
      { 'apparmor.enabled': ABSENT, 'selinux.enforce': '1' },
      NOT_APPLICABLE,
    ),
    lsm(
      'off, and SELinux cannot be seen',
      { 'apparmor.enabled': 'N', 'selinux.enforce': { unreadable: 'not-mounted' } },
      UNREADABLE,
    ),
    lsm('a word that is not understood', { 'apparmor.enabled': '1' }, UNREADABLE),
    lsm('nothing is said of it', {}, NOT_COLLECTED),
  ],
  'boot/apparmor-runtime-profile': [
    lsm(
      'in force',
      { ...ON, ...noProfiles, [containerd]: 'enforce' },
      { verdict: 'pass', evidence: [{ path: containerd, value: 'enforce' }] },
    ),
    lsm(
      'only complaining',
      { ...ON, ...noProfiles, [containerd]: 'complain' },
      { verdict: 'fail', evidence: [{ path: containerd, value: 'complain' }] },
    ),
    lsm('not loaded', { ...ON, ...noProfiles }, FAIL),
    lsm('closed to the agent', { ...ON, ...noProfiles, [containerd]: NO_PERMISSION }, UNREADABLE),
    lsm('not said', ON, NOT_COLLECTED),
    lsm('AppArmor is off', { 'apparmor.enabled': 'N' }, NOT_APPLICABLE),
    lsm('a host without a kubelet', { ...ON, ...noProfiles }, NOT_APPLICABLE, { [PODS_CGROUP]: ABSENT }),
  ],
  'boot/selinux-enforcing': [
    lsm('enforcing', { 'selinux.enforce': '1' }, PASS),
    lsm(
      'permissive',
      { 'selinux.enforce': '0' },
      { verdict: 'fail', evidence: [{ path: 'selinux.enforce', value: '0' }] },
    ),
    lsm('another text', { 'selinux.enforce': 'on' }, UNREADABLE),
    lsm('its file system is not mounted', { 'selinux.enforce': { unreadable: 'not-mounted' } }, UNREADABLE),
    lsm('a host without SELinux', { 'selinux.enforce': ABSENT }, NOT_APPLICABLE),
    lsm('nothing is said of it', {}, NOT_COLLECTED),
  ],
  'boot/selinux-config': [
    lsm('enforcing', { 'selinux.enforce': '0', 'selinux.config.SELINUX': 'enforcing' }, PASS),
    lsm('permissive', { 'selinux.enforce': '1', 'selinux.config.SELINUX': 'permissive' }, FAIL),
    lsm('disabled', { 'selinux.enforce': '1', 'selinux.config.SELINUX': 'disabled' }, FAIL),
    lsm('another word', { 'selinux.enforce': '1', 'selinux.config.SELINUX': 'strict' }, UNREADABLE),
    lsm('no such file', { 'selinux.enforce': '1', 'selinux.config.SELINUX': ABSENT }, UNREADABLE),
    lsm(
      'a left-over on a host without SELinux',
      { 'selinux.enforce': ABSENT, 'selinux.config.SELINUX': 'permissive' },
      NOT_APPLICABLE,
    ),
    lsm('nothing is said of it', { 'selinux.enforce': '1' }, NOT_COLLECTED),
  ],
};

const UEFI: Settings = { 'uefi.present': 'present' };
const NO_UEFI: Settings = { 'uefi.present': ABSENT };
const MODULES: Settings = { 'module.support': 'present' };

const TRUSTED_BOOT: Readonly<Record<string, readonly ControlCase[]>> = {
  'boot/uefi-secure-boot': [
    boot('on', { ...UEFI, 'uefi.secureboot': '1', 'uefi.setupmode': '0' }, PASS),
    boot(
      'on, and the firmware knows no setup mode',
      { ...UEFI, 'uefi.secureboot': '1', 'uefi.setupmode': ABSENT },
      PASS,
    ),
    boot('on in setup mode', { ...UEFI, 'uefi.secureboot': '1', 'uefi.setupmode': '1' }, FAIL),
    boot(
      'on, and the setup mode cannot be read',
      { ...UEFI, 'uefi.secureboot': '1', 'uefi.setupmode': NO_PERMISSION },
      UNREADABLE,
    ),
    boot(
      'off',
      { ...UEFI, 'uefi.secureboot': '0' },
      { verdict: 'fail', evidence: [{ path: 'uefi.secureboot', value: '0' }] },
    ),
    boot('firmware without it', { ...UEFI, 'uefi.secureboot': ABSENT }, FAIL),
    boot(
      'its variables are not mounted',
      { ...UEFI, 'uefi.secureboot': { unreadable: 'not-mounted' } },
      UNREADABLE,
    ),
    boot('not booted by UEFI', NO_UEFI, NOT_APPLICABLE),
    boot('nothing is said of it', {}, NOT_COLLECTED),
  ],
  'boot/uefi-setup-mode': [
    boot('locked', { ...UEFI, 'uefi.setupmode': '0' }, PASS),
    boot('open', { ...UEFI, 'uefi.setupmode': '1' }, FAIL),
    boot('another value', { ...UEFI, 'uefi.setupmode': '7' }, UNREADABLE),
    boot('firmware without it', { ...UEFI, 'uefi.setupmode': ABSENT }, NOT_APPLICABLE),
    boot('not booted by UEFI', NO_UEFI, NOT_APPLICABLE),
    boot('nothing is said of it', UEFI, NOT_COLLECTED),
  ],
  'boot/module-signatures': [
    boot('enforced', { ...MODULES, 'module.sig_enforce': 'Y' }, PASS),
    boot(
      'enforced by lockdown',
      { ...MODULES, 'module.sig_enforce': 'N', 'lsm.lockdown': 'none [integrity] confidentiality' },
      PASS,
    ),
    boot(
      'not enforced',
      { ...MODULES, 'module.sig_enforce': 'N', 'lsm.lockdown': '[none] integrity confidentiality' },
      { verdict: 'fail', evidence: [{ path: 'module.sig_enforce', value: 'N' }] },
    ),
    boot(
      'a kernel that checks no signatures',
      { ...MODULES, 'module.sig_enforce': ABSENT, 'lsm.lockdown': ABSENT },
      FAIL,
    ),
    boot(
      'not enforced, and lockdown cannot be seen',
      { ...MODULES, 'module.sig_enforce': 'N', 'lsm.lockdown': { unreadable: 'not-mounted' } },
      UNREADABLE,
    ),
    boot('a kernel without modules', { 'module.support': ABSENT }, NOT_APPLICABLE),
    boot('nothing is said of it', MODULES, NOT_COLLECTED),
  ],
};

/** The examples of every control of security modules and of the boot, by id. */
export const bootCases: Readonly<Record<string, readonly ControlCase[]>> = {
  ...Object.fromEntries(BOOT_ROWS.map((row) => [row.id, settingCases(row)])),
  ...Object.fromEntries(TAINTS.map((row) => [`boot/${row.slug}`, taintCases(row)])),
  ...Object.fromEntries(BOOT_FACTS.map((row) => [row.id, factCases(row)])),
  'boot/disk-encryption': diskEncryptionCases,
  'boot/kernel-running-vs-installed': kernelUpdateCases,
  ...CONFINEMENT,
  ...TRUSTED_BOOT,
};
