import type { Control } from '@plimsoll/engine';
import { factControl } from '../settings/fact-control.js';
import { CPU_FLAGS } from './cpu-flags.table.js';
import { smtActive, smtControl } from './multithreading.js';
import { unlisted } from './unlisted.js';
import { VULNERABILITIES } from './vulnerabilities.table.js';
import { vulnerabilityControl } from './vulnerability-control.js';

export { cpuCases } from './cpu.cases.js';

/** What the kernel says of its processors, a control per vulnerability, and what follows from shared cores. */
export const cpuControls: readonly Control[] = [
  ...VULNERABILITIES.map(vulnerabilityControl),
  smtActive,
  smtControl,
  unlisted,
  ...CPU_FLAGS.map(factControl),
];
