import {
  close,
  closeSync,
  constants,
  fstat,
  fstatSync,
  open,
  openSync,
  read as readFd,
  readSync,
  type Stats,
} from 'node:fs';
import { promisify } from 'node:util';
import type { ReadLimits, ReadOutcome } from './host-files.js';
import { outcomeOfError, read, unreadable } from './read-outcome.js';
import { isLocal, type Resolved } from './resolve-path.js';

export type Bounds = Required<ReadLimits>;

const openFile = promisify(open);
const closeFile = promisify(close);
const statFile = promisify(fstat);

/** Never through a link, never waiting for a writer, never becoming anybody's terminal. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
/** procfs and sysfs say size 0 or 4096 and mean nothing by it. */
const FIRST_CHUNK = 4096;

/** Larger files are read by the pool. */
const SMALL = 65_536;
/** Where a read asks a device or the firmware, which takes its time. */
const SLOW = /^\/sys\/(firmware|class|block|bus|kernel\/security)\//;

/** Whether the kernel has the content at hand: then four calls of microseconds cost less than four trips to the pool. */
const isAtHand = ({ hostPath, stats }: Resolved): boolean =>
  stats.size <= SMALL && isLocal(hostPath) && !SLOW.test(hostPath);

const readChunk = (fd: number, buffer: Buffer, offset: number): Promise<number> =>
  new Promise((resolve, reject) => {
    readFd(fd, buffer, offset, buffer.length - offset, null, (error, bytes) =>
      error === null ? resolve(bytes) : reject(error),
    );
  });

/** The ways to the kernel: by the thread pool, or at once. */
interface Calls {
  readonly stat: (fd: number) => Stats | Promise<Stats>;
  readonly chunk: (fd: number, buffer: Buffer, offset: number) => number | Promise<number>;
}
const BY_POOL: Calls = { stat: statFile, chunk: readChunk };
const AT_ONCE: Calls = {
  stat: fstatSync,
  chunk: (fd, buffer, offset) => readSync(fd, buffer, offset, buffer.length - offset, null),
};

/** Up to one byte more than the limit, so that the caller can tell a full file from a longer one. */
async function readUpTo(calls: Calls, fd: number, size: number, maxBytes: number): Promise<Buffer> {
  let buffer = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(size, FIRST_CHUNK)) + 1);
  let filled = 0;
  for (;;) {
    const bytes = await calls.chunk(fd, buffer, filled);
    filled += bytes;
    if (bytes === 0 || filled > maxBytes) return buffer.subarray(0, filled);
    if (filled < buffer.length) continue;
    const wider = Buffer.allocUnsafe(Math.min(maxBytes + 1, buffer.length * 2));
    buffer.copy(wider, 0, 0, filled);
    buffer = wider;
  }
}

const isSame = (before: Stats, opened: Stats): boolean =>
  before.ino === opened.ino && before.dev === opened.dev;

async function readOpened(
  calls: Calls,
  fd: number,
  place: Resolved,
  limits: Bounds,
): Promise<ReadOutcome<Buffer>> {
  const { maxBytes, whenLonger } = limits;
  const opened = await calls.stat(fd);
  if (!opened.isFile())
    return unreadable('not-regular', `${place.hostPath} became something else while it was opened`);
  if (!isSame(place.stats, opened))
    return unreadable('io', `${place.hostPath} was replaced while it was opened`);
  if (opened.size > maxBytes && whenLonger === 'refuse')
    return unreadable('too-large', `${place.hostPath} has ${opened.size} bytes, the limit is ${maxBytes}`);
  const bytes = await readUpTo(calls, fd, opened.size, maxBytes);
  if (whenLonger === 'cut') return read(bytes.subarray(0, maxBytes));
  if (bytes.length > maxBytes)
    return unreadable('too-large', `${place.hostPath} is longer than ${maxBytes} bytes`);
  return read(bytes);
}

/** Reads what a resolved path names if it is a regular file before and after it was opened. */
export async function readRegularFile(place: Resolved, limits: Bounds): Promise<ReadOutcome<Buffer>> {
  if (!place.stats.isFile()) return unreadable('not-regular', `${place.hostPath} is no regular file`);
  const isQuick = isAtHand(place);
  let fd: number | undefined;
  try {
    fd = isQuick ? openSync(place.real, FLAGS) : await openFile(place.real, FLAGS);
    return await readOpened(isQuick ? AT_ONCE : BY_POOL, fd, place, limits);
  } catch (error) {
    return outcomeOfError(error, place.hostPath);
  } finally {
    if (fd !== undefined && isQuick) closeSync(fd);
    else if (fd !== undefined) await closeFile(fd);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A cut may fall into a character; its first bytes are left out. */
const decodeBeginning = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });

/** Text that every later part of the way can carry: UTF-8 without NUL bytes, which Postgres does not store. */
export function textOf(
  bytes: Uint8Array,
  hostPath: string,
  whenLonger: Bounds['whenLonger'],
): ReadOutcome<string> {
  const nul = bytes.indexOf(0);
  if (nul >= 0) return unreadable('invalid', `${hostPath} has a NUL byte at offset ${nul}`);
  try {
    return read(whenLonger === 'cut' ? decodeBeginning(bytes) : utf8.decode(bytes));
  } catch {
    return unreadable('invalid', `${hostPath} is not UTF-8`);
  }
}
