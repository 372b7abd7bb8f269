import type { Control, ControlCase } from '@plimsoll/engine';
import { fileControl } from '../settings/file-control.js';
import type { FileRow } from '../settings/file-row.js';
import { fileCases } from '../settings/file.cases.js';
import { CONTROL_PLANE_FILES } from './control-plane-files.table.js';
import { FURTHER_FILES } from './further-files.table.js';
import { WORKER_FILES } from './worker-files.table.js';

const ROWS: readonly FileRow[] = [...CONTROL_PLANE_FILES, ...WORKER_FILES, ...FURTHER_FILES];

/** Mode and owner of the files of Kubernetes and of container runtimes on a node. */
export const nodeFilesControls: readonly Control[] = ROWS.map(fileControl);

export const nodeFilesCases: Readonly<Record<string, readonly ControlCase[]>> = Object.fromEntries(
  ROWS.map((row) => [row.id, fileCases(row)]),
);
