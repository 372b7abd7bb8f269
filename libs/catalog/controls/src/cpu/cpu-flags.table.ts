import { ON_ARM, ON_X86 } from '../settings/conditions.js';
import type { FactRow } from '../settings/fact-control.js';
import type { Rule } from '../settings/rule.js';

const PRESENT: Rule = {
  wanted: 'present',
  accepts: (text) => (text === 'present' ? true : undefined),
  examples: { pass: ['present'], fail: [], unknown: ['', 'maybe'] },
};

/** Defences that the processor has or lacks. */
export const CPU_FLAGS: readonly FactRow[] = [
  {
    id: 'cpu/nx',
    source: 'host/hardware',
    key: 'cpu.flags.nx',
    title: 'The processor keeps data from being run',
    severity: 'medium',
    why: 'Without it whatever is written to memory can be run as code.',
    remedy: 'Switch "execute disable" on in the firmware (`systemctl reboot --firmware-setup`).',
    references: ['anssi-bp-028:R2'],
    rule: PRESENT,
    absent: 'fail',
    only: [ON_X86],
  },
  {
    id: 'cpu/smep',
    source: 'host/hardware',
    key: 'cpu.flags.smep',
    title: 'The kernel cannot be led to run code of programs',
    severity: 'medium',
    why: 'Without SMEP a flaw in the kernel is used by code that the attacker has put into his own memory.',
    remedy:
      'Give virtual machines the processor of the host (`-cpu host`); older processors have to be replaced.',
    references: ['kspp:smep'],
    rule: PRESENT,
    absent: 'fail',
    only: [ON_X86],
  },
  {
    id: 'cpu/smap',
    source: 'host/hardware',
    key: 'cpu.flags.smap',
    title: 'The kernel cannot be led to read memory of programs',
    severity: 'medium',
    why: 'Without SMAP a flaw in the kernel is fed with structures that lie in memory of the attacker.',
    remedy:
      'Give virtual machines the processor of the host (`-cpu host`); older processors have to be replaced.',
    references: ['kspp:smap'],
    rule: PRESENT,
    absent: 'fail',
    only: [ON_X86],
  },
  {
    id: 'cpu/pointer-authentication',
    source: 'host/hardware',
    key: 'cpu.flags.paca',
    title: 'The processor can sign return addresses',
    severity: 'low',
    why: 'Without it a program is led from its way by addresses that were written over.',
    remedy: 'Use processors from ARMv8.3 on; `grep -m1 Features /proc/cpuinfo` shows paca.',
    references: ['kernel-docs:arch/arm64/pointer-authentication'],
    rule: PRESENT,
    absent: 'fail',
    only: [ON_ARM],
  },
];
