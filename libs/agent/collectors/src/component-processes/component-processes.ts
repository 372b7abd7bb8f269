import { COMPONENTS, type Component } from '@plimsoll/model';
import type { HostFiles } from '@plimsoll/probes';
import { nodeProcesses } from '../host-collector/node-processes.js';
import { inParts, type HostProcess } from '../host-collector/process-table.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import type { Unread } from '../host-collector/yaml-file.js';

/** A component's running process, by its command line. */
export interface ComponentProcess {
  /** As it was started; never looked at for a path on the host. */
  readonly program: string;
  readonly words: readonly string[];
}

/** All components of a host at one moment. */
export interface ComponentProcesses {
  readonly found: ReadonlyMap<Component, readonly (ComponentProcess | Unread)[]>;
  /** Why a component that was not found may run all the same. */
  readonly incomplete: Unread | undefined;
}

/** The kernel cuts names at 15 bytes. */
const NAME_BYTES = 15;
/** A longer path of a program is none that anybody installed. */
const PROGRAM_LENGTH = 256;
const MAX_BYTES = 256 * 1024;

/** One program with a component for each first word, and other names that programs go by. */
const OTHER_NAMES: Readonly<Record<string, readonly Component[]>> = {
  hyperkube: COMPONENTS,
  'k3s-server': ['k3s'],
  'k3s-agent': ['k3s'],
  apiserver: ['kube-apiserver'],
};

const BY_NAME: ReadonlyMap<string, readonly Component[]> = new Map([
  ...COMPONENTS.map((component) => [component.slice(0, NAME_BYTES), [component]] as const),
  ...Object.entries(OTHER_NAMES),
]);

/** Decodes each word by itself, so that bytes that are no text spoil one value and not all. */
function wordsOf(bytes: Uint8Array): readonly string[] {
  const text = new TextDecoder().decode(bytes);
  const words = text.split('\0');
  // A program that writes its own title pads it with blanks and NULs.
  while (words.length > 0 && words.at(-1)?.trim() === '') words.pop();
  return words;
}

function processIn(component: Component, words: readonly string[]): ComponentProcess | undefined {
  const [started = '', ...rest] = words.length === 1 ? (words[0] ?? '').trim().split(' ') : words;
  const program = started.slice(0, PROGRAM_LENGTH);
  if (!program.endsWith('hyperkube')) return { program, words: rest };
  const [first = '', ...others] = rest;
  const named = first === component || `kube-${first}` === component;
  return named ? { program: `${program} ${first}`, words: others } : undefined;
}

async function commandLineOf(reader: SettingReader, pid: number): Promise<readonly string[] | Unread> {
  const bytes = await reader.host.readBytes(`/proc/${pid}/cmdline`, { maxBytes: MAX_BYTES });
  if (bytes.outcome === 'read') return wordsOf(bytes.value);
  if (bytes.outcome === 'absent') return { absent: bytes.detail };
  return { unreadable: bytes.reason, detail: bytes.detail };
}

const isWords = (line: readonly string[] | Unread): line is readonly string[] => Array.isArray(line);

async function readAll(reader: SettingReader): Promise<ComponentProcesses> {
  const table = await nodeProcesses(reader);
  const mine = table.processes.filter(({ name }) => BY_NAME.has(name));
  const found = new Map<Component, (ComponentProcess | Unread)[]>();
  const lines = await inParts(mine, async (process) => ({
    process,
    line: await commandLineOf(reader, process.pid),
  }));
  for (const { process, line } of lines)
    for (const [component, one] of componentsIn(process, line))
      found.set(component, [...(found.get(component) ?? []), one]);
  return { found, incomplete: table.incomplete };
}

function* componentsIn(
  { name }: HostProcess,
  line: readonly string[] | Unread,
): Generator<readonly [Component, ComponentProcess | Unread]> {
  for (const component of BY_NAME.get(name) ?? []) {
    if (!isWords(line)) {
      // Gone meanwhile; or closed, and then nobody knows which of several components it is.
      if ('unreadable' in line) yield [component, line];
      continue;
    }
    // A thread of the kernel, or a process that has ended.
    if (line.length === 0) continue;
    const process = processIn(component, line);
    if (process !== undefined) yield [component, process];
  }
}

interface Remembered {
  readonly at: number;
  readonly processes: Promise<ComponentProcesses>;
}

/** Several sources tell of processes; within so many milliseconds they speak of one look at them. */
const ONE_LOOK_MS = 5_000;
const LOOKS = new WeakMap<HostFiles, Remembered>();

/** The components that run on a host, looked for once a pass. */
export function componentProcesses(reader: SettingReader): Promise<ComponentProcesses> {
  const now = performance.now();
  const last = LOOKS.get(reader.host);
  if (last !== undefined && now - last.at < ONE_LOOK_MS) return last.processes;
  const processes = readAll(reader);
  LOOKS.set(reader.host, { at: now, processes });
  // A pass that was told to stop is nobody's answer.
  processes.catch(() => LOOKS.delete(reader.host));
  return processes;
}
