import type { Setting } from '@plimsoll/model';
import { commandLine, flagValue, inParts, type ProcessTable } from '../host-collector/process-table.js';
import type { SettingReader } from '../host-collector/setting-reader.js';

/** The path that a flag of a running process names, or why there is none. */
export type NamedPath = { readonly path: string } | Exclude<Setting, string>;

const isPath = (value: string): boolean =>
  value.startsWith('/') && value.length < 4096 && !/[\p{Cc}]/u.test(value);

/** `kubelet --config`: what every process of that name says by that flag. */
export async function namedByFlag(
  reader: SettingReader,
  table: ProcessTable,
  pattern: string,
): Promise<NamedPath> {
  const [name = '', dashed = ''] = pattern.split(' ');
  const flag = dashed.replace(/^--/, '');
  const running = table.processes.filter((process) => process.name === name.slice(0, 15));
  if (running.length === 0) return table.incomplete ?? { absent: `no ${name} runs here` };
  const lines = await inParts(running, ({ pid }) => commandLine(reader, pid));
  if (lines.includes(undefined))
    return { unreadable: 'permission', detail: `the command line of ${name} cannot be read` };
  const values = [...new Set(lines.flatMap((argv) => (argv && flagValue(argv, flag)) ?? []))];
  const [path, second] = values;
  if (path === undefined || path === '' || path === '-') return { absent: `${name} runs without --${flag}` };
  if (second !== undefined)
    return { unreadable: 'invalid', detail: `${running.length} processes ${name} name different files` };
  return isPath(path) ? { path } : { unreadable: 'invalid', detail: `--${flag} names no absolute path` };
}
