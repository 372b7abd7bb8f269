import type { Setting } from '@plimsoll/model';
import type { SettingReader } from '../host-collector/setting-reader.js';

/** A socket that waits for others. */
export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly reach: 'loopback' | 'any' | 'address';
}

const FILES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;
/** Of tcp LISTEN; of udp the state of a socket that is connected to nobody. */
const WAITING = { tcp: '0A', udp: '07' } as const;
const MAX_BYTES = 4 * 1024 * 1024;
const MOST_SHOWN = 128;

/** Addresses are words in the byte order of the machine; these are the same in both. */
function reachOf(address: string): Listener['reach'] {
  if (/^0+$/.test(address)) return 'any';
  const isLoopback4 = /^(0[0-9A-F]{6})?7F$|^[0-9A-F]{6}7F$|^7F[0-9A-F]{6}$/.test(address);
  const isLoopback6 = /^0{24}(01000000|00000001)$/.test(address);
  const isMapped = /^0{16}(0000FFFF|FFFF0000)([0-9A-F]{6}7F|7F[0-9A-F]{6})$/.test(address);
  return isLoopback4 || isLoopback6 || isMapped ? 'loopback' : 'address';
}

/** Lines of /proc/net/tcp and its kin (proc_net(5)). */
export function parseListeners(text: string, protocol: 'tcp' | 'udp'): readonly Listener[] {
  return text.split('\n').flatMap((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    const match = /^([0-9A-F]+):([0-9A-F]{4})$/.exec(local ?? '');
    if (match?.[1] === undefined || match[2] === undefined || state !== WAITING[protocol]) return [];
    return [{ protocol, port: Number.parseInt(match[2], 16), reach: reachOf(match[1]) }];
  });
}

/** Ports that give control or insight, and should be reached from the node alone, if at all. */
export const GUARDED_PORTS = [2379, 2380, 10_248, 10_249, 10_251, 10_252, 10_255, 4194] as const;
const SSH = 22;

const rank = { any: 2, address: 1, loopback: 0 } as const;

/** From here on the kernel hands out ports to whoever asks no name of a server; they are others in each pass. */
const FIRST_EPHEMERAL = 32_768;

/** The widest reach of a port, absent where nothing listens there. */
function reachAt(listeners: readonly Listener[], port: number): Setting {
  const [widest] = listeners
    .filter((listener) => listener.protocol === 'tcp' && listener.port === port)
    .sort((left, right) => rank[right.reach] - rank[left.reach]);
  return widest?.reach ?? { absent: `nothing listens on port ${port}` };
}

function shown(listeners: readonly Listener[], protocol: 'tcp' | 'udp'): string {
  const open = listeners.filter(
    (listener) =>
      listener.protocol === protocol &&
      listener.reach !== 'loopback' &&
      (protocol === 'tcp' || listener.port < FIRST_EPHEMERAL),
  );
  return [...new Set(open.map(({ port }) => port))]
    .sort((left, right) => left - right)
    .slice(0, MOST_SHOWN)
    .join(',');
}

/** A file of sockets; what does not begin with its heading is none. */
async function tableOf(reader: SettingReader, name: string): Promise<Setting> {
  const text = await reader.setting(`/proc/1/net/${name}`, { maxBytes: MAX_BYTES });
  return typeof text !== 'string' || /^\s*sl\s+local_address/.test(text)
    ? text
    : { unreadable: 'invalid', detail: `/proc/1/net/${name} is no table of sockets` };
}

/** Why the sockets of a protocol are not known; a kernel without IPv6 has no second file, and nothing listens there. */
function whyUnknown(first: Setting | undefined, second: Setting | undefined): Setting | undefined {
  if (typeof first === 'object')
    return 'absent' in first ? { unreadable: 'io', detail: first.absent } : first;
  return typeof second === 'object' && 'unreadable' in second ? second : undefined;
}

/** Sockets by which runtimes take orders: who reaches one is root on the node. */
const ORDERS = /^\/.*\/(?:containerd|crio|docker|cri-dockerd|dockershim|podman)\.sock$/;
const ACCEPTS = 0x10000;

/** Paths of the sockets of runtimes in /proc/net/unix (unix(7)): Num RefCount Protocol Flags Type St Inode Path. */
export function parseRuntimeSockets(text: string): readonly string[] {
  const paths = text.split('\n').flatMap((line) => {
    if (!line.endsWith('.sock')) return [];
    const [, flags = '', path = ''] = /^\S+ \S+ \S+ ([0-9A-F]{8}) \S+ \S+ +\d+ (.+)$/i.exec(line) ?? [];
    return (Number.parseInt(flags, 16) & ACCEPTS) !== 0 && ORDERS.test(path) ? [path] : [];
  });
  return [...new Set(paths)].sort().slice(0, MOST_SHOWN);
}

/** Where runtimes take orders; '' where none does. Abstract names and those of others stay on the node. */
async function runtimeSockets(reader: SettingReader): Promise<Setting> {
  const path = '/proc/1/net/unix';
  const text = await reader.setting(path, { maxBytes: MAX_BYTES });
  if (typeof text === 'object') return 'absent' in text ? { unreadable: 'io', detail: text.absent } : text;
  return /^Num\s+RefCount/.test(text)
    ? parseRuntimeSockets(text).join(',')
    : { unreadable: 'invalid', detail: `${path} is no table of sockets` };
}

/** What listens in the node's own network namespace, by way of process 1, whichever the reader is in. */
export async function socketSettings(reader: SettingReader): Promise<Record<string, Setting>> {
  const texts = await Promise.all(FILES.map((name) => tableOf(reader, name)));
  const listeners = texts.flatMap((text, index) =>
    typeof text === 'string' ? parseListeners(text, index < 2 ? 'tcp' : 'udp') : [],
  );
  const tcp = whyUnknown(texts[0], texts[1]);
  const udp = whyUnknown(texts[2], texts[3]);
  return {
    'listening.tcp': tcp ?? shown(listeners, 'tcp'),
    'listening.udp': udp ?? shown(listeners, 'udp'),
    'listening.runtime-sockets': await runtimeSockets(reader),
    ...Object.fromEntries(
      [SSH, ...GUARDED_PORTS].map((port) => [`listening.${port}`, tcp ?? reachAt(listeners, port)]),
    ),
  };
}
