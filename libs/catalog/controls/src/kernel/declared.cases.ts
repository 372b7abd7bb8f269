import type { ControlCase } from '@plimsoll/engine';
import { ABSENT, hostCase, NO_PERMISSION, type Settings } from '../settings/host-case.js';

const PANIC = 'kernel.panic';
const PRINTK = 'kernel.printk';

function both(title: string, declared: Settings, live: Settings, expect: ControlCase['expect']): ControlCase {
  const count = Object.keys(declared).length;
  const of = hostCase('host/sysctl-declared', title, { 'declared.keys': `${count}`, ...declared }, expect);
  return { ...of, facts: { ...of.facts, 'host/sysctl': { shape: 'settings', settings: live } } };
}

/** What is declared and what is in force. */
export const declaredCases: readonly ControlCase[] = [
  both(
    'what is declared is in force',
    { [PANIC]: '10', [PRINTK]: '4 4 1 7' },
    { [PANIC]: '10', [PRINTK]: '4\t4\t1\t7' },
    { verdict: 'pass' },
  ),
  both(
    'a value was changed by hand',
    { [PANIC]: '10', [PRINTK]: ABSENT },
    { [PANIC]: '0' },
    {
      verdict: 'fail',
      evidence: [{ path: PANIC, value: '0' }],
    },
  ),
  both(
    'a setting that the kernel does not have',
    { [PANIC]: '10' },
    { [PANIC]: ABSENT },
    { verdict: 'pass' },
  ),
  both('nothing is declared', { [PANIC]: ABSENT }, { [PANIC]: '0' }, { verdict: 'not-applicable' }),
  both(
    'a value in force that cannot be read',
    { [PANIC]: '10' },
    { [PANIC]: NO_PERMISSION },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
  both(
    'a file that cannot be read',
    { [PANIC]: NO_PERMISSION },
    { [PANIC]: '10' },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
  both(
    'declared values that got lost',
    { 'declared.keys': '4', [PANIC]: '10' },
    { [PANIC]: '10' },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
