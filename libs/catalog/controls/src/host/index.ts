import type { Control, ControlCase } from '@plimsoll/engine';
import { factControl, type FactRow } from '../settings/fact-control.js';
import { factCases } from '../settings/fact.cases.js';
import { fileControl } from '../settings/file-control.js';
import { fileCases } from '../settings/file.cases.js';
import { MOUNTS } from './mounts.table.js';
import { NEEDLESS_SERVICES } from './needless-services.table.js';
import { PROCESSES } from './processes.table.js';
import { supportCases } from './os-support.cases.js';
import { supportControls } from './os-support.js';
import { SERVICES } from './services.table.js';
import { SOCKETS } from './sockets.table.js';
import { SSHD } from './sshd.table.js';
import { SYSTEM_FILES } from './system-files.table.js';

const FACTS: readonly FactRow[] = [
  ...MOUNTS,
  ...PROCESSES,
  ...SERVICES,
  ...NEEDLESS_SERVICES,
  ...SSHD,
  ...SOCKETS,
];

/** Mounts, files, services and the operating system of a host. */
export const hostControls: readonly Control[] = [
  ...FACTS.map(factControl),
  ...supportControls,
  ...SYSTEM_FILES.map(fileControl),
];

/** The examples of controls of settings; those of files have laws of their own. */
export const hostFactCases: Readonly<Record<string, readonly ControlCase[]>> = {
  ...Object.fromEntries(FACTS.map((row) => [row.id, factCases(row)])),
  ...supportCases,
};

export const hostCases: Readonly<Record<string, readonly ControlCase[]>> = {
  ...hostFactCases,
  ...Object.fromEntries(SYSTEM_FILES.map((row) => [row.id, fileCases(row)])),
};
