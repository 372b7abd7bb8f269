import type { Control, ControlCase } from '@plimsoll/engine';
import { factControl, type FactRow } from '../settings/fact-control.js';
import { factCases } from '../settings/fact.cases.js';
import { CONTAINERD } from './containerd.table.js';
import { CRIO } from './crio.table.js';
import { DOCKER } from './docker.table.js';

const ROWS: readonly FactRow[] = [...CONTAINERD, ...CRIO, ...DOCKER];

/** How container runtimes are configured. */
export const runtimeControls: readonly Control[] = ROWS.map(factControl);

export const runtimeCases: Readonly<Record<string, readonly ControlCase[]>> = Object.fromEntries(
  ROWS.map((row) => [row.id, factCases(row)]),
);
