import type { Framework } from '@plimsoll/engine';
import { kspp } from './kspp.js';
import { nsaCisa } from './nsa-cisa-1.2.js';
import { plimsollKernel } from './plimsoll-kernel.js';
import { pssBaseline } from './pss-baseline.js';
import { pssRestricted } from './pss-restricted.js';

/** Every framework there is. */
export const FRAMEWORKS: readonly Framework[] = [pssBaseline, pssRestricted, nsaCisa, plimsollKernel, kspp];
