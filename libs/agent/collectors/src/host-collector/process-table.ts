import type { Setting } from '@plimsoll/model';
import { madeOncePerPass } from './once-per-pass.js';
import type { SettingReader } from './setting-reader.js';
import { settingOf } from './setting-reader.js';

/** Lines of a status that somebody asks for. */
const FIELDS = ['Name', 'PPid', 'CapEff', 'NoNewPrivs', 'Seccomp'] as const;
type Field = (typeof FIELDS)[number];

/** One process of the host, by its /proc/<pid>/status. */
export interface HostProcess {
  readonly pid: number;
  /** The kernel's name of it, cut at 15 bytes. */
  readonly name: string;
  readonly status: ReadonlyMap<Field, string>;
}

/** The kernel's own threads are of no container and confined by nobody. */
export const isThread = ({ pid, status }: HostProcess): boolean => pid === 2 || status.get('PPid') === '2';

/** The processes of a host. */
export interface ProcessTable {
  readonly processes: readonly HostProcess[];
  /** Why there may be more; what is not in the table is absent only without this. */
  readonly incomplete?: Exclude<Setting, string>;
}

const AT_ONCE = 8;
/** More than any node runs; beyond it the table says that it is cut. */
const MOST = 8192;

/** Of the sixty lines only those are cut out that are wanted: there are as many statuses as processes. */
function parseStatus(text: string): ReadonlyMap<Field, string> {
  const lines = `\n${text}`;
  const fields = new Map<Field, string>();
  for (const field of FIELDS) {
    const mark = `\n${field}:`;
    const at = lines.indexOf(mark);
    if (at < 0) continue;
    const end = lines.indexOf('\n', at + 1);
    fields.set(field, lines.slice(at + mark.length, end < 0 ? undefined : end).trim());
  }
  return fields;
}

/** A process by its status, `gone` when it ended meanwhile, or why it cannot be looked at. */
async function processAt(
  reader: SettingReader,
  pid: string,
): Promise<HostProcess | 'gone' | Exclude<Setting, string>> {
  const said = settingOf(await reader.outcome(`/proc/${pid}/status`, { maxBytes: 16_384 }));
  if (typeof said !== 'string') return 'absent' in said ? 'gone' : said;
  const status = parseStatus(said);
  const name = status.get('Name');
  return name === undefined
    ? { unreadable: 'invalid', detail: `/proc/${pid}/status gives no name` }
    : { pid: Number(pid), name, status };
}

/**
 * Whether the list can be all of them: process 1 is hidden from a reader to whom processes are hidden (hidepid), and a
 * live procfs without the kernel's own threads is that of a container.
 */
async function whyIncomplete(
  reader: SettingReader,
  processes: readonly HostProcess[],
): Promise<Exclude<Setting, string> | undefined> {
  if (!processes.some(({ pid }) => pid === 1))
    return { unreadable: 'permission', detail: 'process 1 cannot be seen (hidepid)' };
  const live = await reader.host.isLiveProcfs('/proc/1');
  const isCopy = live.outcome === 'read' && !live.value;
  if (isCopy || processes.some(({ pid, name }) => pid === 2 && name === 'kthreadd')) return undefined;
  return {
    unreadable: 'namespace',
    detail: 'no threads of the kernel: these are the processes of a container',
  };
}

async function readTable(reader: SettingReader): Promise<ProcessTable> {
  const listed = await reader.host.list('/proc', { maxEntries: 65_536 });
  const names = await reader.explainAbsence('/proc', listed);
  if (names.outcome === 'unreadable')
    return { processes: [], incomplete: { unreadable: names.reason, detail: names.detail } };
  if (names.outcome === 'absent')
    return { processes: [], incomplete: { unreadable: 'not-mounted', detail: names.detail } };
  const pids = names.value.filter((name) => /^\d+$/.test(name));
  const found = await inParts(pids.slice(0, MOST), (pid) => processAt(reader, pid));
  const processes = found.flatMap((one) => (one !== 'gone' && 'pid' in one ? [one] : []));
  const closed = found.flatMap((one) => (one === 'gone' || 'pid' in one ? [] : [one]))[0];
  if (pids.length > MOST)
    return { processes, incomplete: { unreadable: 'too-large', detail: `more than ${MOST} processes` } };
  if (closed !== undefined) return { processes, incomplete: closed };
  const incomplete = await whyIncomplete(reader, processes);
  return incomplete === undefined ? { processes } : { processes, incomplete };
}

/** Every process that can be seen, and whether these are all. */
export const processTable = madeOncePerPass(readTable);

/** Some at a time, so that neither the loop nor the thread pool is taken. */
export async function inParts<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let index = 0; index < items.length; index += AT_ONCE)
    results.push(...(await Promise.all(items.slice(index, index + AT_ONCE).map(work))));
  return results;
}

const COUNTS = new WeakMap<readonly HostProcess[], ReadonlyMap<string, number>>();

function countsOf(processes: readonly HostProcess[]): ReadonlyMap<string, number> {
  const known = COUNTS.get(processes);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const { name } of processes) counts.set(name, (counts.get(name) ?? 0) + 1);
  COUNTS.set(processes, counts);
  return counts;
}

/** How many processes have one of these names, absent when there proves to be none. */
export function countNamed(table: ProcessTable, names: readonly string[]): Setting {
  const counts = countsOf(table.processes);
  const cut = new Set(names.map((name) => name.slice(0, 15)));
  const count = [...cut].reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
  if (count > 0) return `${count}`;
  return table.incomplete ?? { absent: `no process is named ${names.join(' or ')}` };
}

/** The value of a `--flag` of a command line; the last one counts. */
export function flagValue(argv: readonly string[], flag: string): string | undefined {
  let value: string | undefined;
  for (const [index, word] of argv.entries()) {
    const name = word.replace(/^--?/, '');
    if (name === word) continue;
    if (name === flag) value = argv[index + 1];
    else if (name.startsWith(`${flag}=`)) value = name.slice(flag.length + 1);
  }
  return value;
}

/** The words of a process's command line; undefined when they cannot be read. */
export async function commandLine(
  reader: SettingReader,
  pid: number,
): Promise<readonly string[] | undefined> {
  const bytes = await reader.host.readBytes(`/proc/${pid}/cmdline`, { maxBytes: 65_536, whenLonger: 'cut' });
  if (bytes.outcome !== 'read') return undefined;
  return new TextDecoder().decode(bytes.value).split('\0').slice(0, -1);
}
