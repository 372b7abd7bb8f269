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
import { isLocal } from './resolve-path.js';
import type { Resolved } from './walk.js';

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
/** As much of a file without a size is read at once: the kernel makes it while it is read. */
const MOST_MADE = 16_384;
/** Where a read asks a device or the firmware, which takes its time. */
const SLOW = /^\/sys\/(firmware|class|block|bus|kernel\/security)\//;

/** Whether the kernel has the content at hand: then four calls of microseconds cost less than four trips to the pool. */
const isAtHand = ({ hostPath, stats }: Resolved): boolean =>
  stats.size <= SMALL && isLocal(hostPath) && !(hostPath.startsWith('/sys/') && SLOW.test(hostPath));

const readChunk = (fd: number, buffer: Buffer, offset: number): Promise<number> =>
  new Promise((resolve, reject) => {
    readFd(fd, buffer, offset, buffer.length - offset, null, (error, bytes) =>
      error === null ? resolve(bytes) : reject(error),
    );
  });

function widened(buffer: Buffer, filled: number, maxBytes: number): Buffer {
  const wider = Buffer.allocUnsafe(Math.min(maxBytes + 1, Math.max(buffer.length, FIRST_CHUNK) * 2));
  buffer.copy(wider, 0, 0, filled);
  return wider;
}

/** Up to one byte more than the limit, so that the caller can tell a full file from a longer one. */
async function readOn(fd: number, begun: Buffer, alreadyRead: number, maxBytes: number): Promise<Buffer> {
  let buffer = begun;
  let filled = alreadyRead;
  for (;;) {
    if (filled === buffer.length) buffer = widened(buffer, filled, maxBytes);
    const bytes = await readChunk(fd, buffer, filled);
    filled += bytes;
    if (bytes === 0 || filled > maxBytes) return buffer.subarray(0, filled);
  }
}

const isSame = (before: Stats, opened: Stats): boolean =>
  before.ino === opened.ino && before.dev === opened.dev;

/** What keeps an opened file from being read. */
function objection(place: Resolved, opened: Stats, limits: Bounds): ReadOutcome<never> | undefined {
  const { maxBytes, whenLonger } = limits;
  if (!opened.isFile())
    return unreadable('not-regular', `${place.hostPath} became something else while it was opened`);
  if (!isSame(place.stats, opened))
    return unreadable('io', `${place.hostPath} was replaced while it was opened`);
  if (opened.size > maxBytes && whenLonger === 'refuse')
    return unreadable('too-large', `${place.hostPath} has ${opened.size} bytes, the limit is ${maxBytes}`);
  return undefined;
}

function bounded(bytes: Buffer, place: Resolved, { maxBytes, whenLonger }: Bounds): ReadOutcome<Buffer> {
  if (bytes.length <= maxBytes) return read(bytes);
  if (whenLonger === 'cut') return read(bytes.subarray(0, maxBytes));
  return unreadable('too-large', `${place.hostPath} is longer than ${maxBytes} bytes`);
}

/** What small files are read into, one after the other. */
const SHARED = Buffer.allocUnsafeSlow(SMALL + 1);

/** The beginning of a file, into {@link SHARED}; `isWhole` where its end was met or the limit passed. */
function readBeginning(fd: number, size: number, maxBytes: number): { filled: number; isWhole: boolean } {
  const end = Math.min(Math.max(size, MOST_MADE), SMALL, maxBytes) + 1;
  let filled = 0;
  while (filled < end) {
    const bytes = readSync(fd, SHARED, filled, end - filled, null);
    filled += bytes;
    if (bytes === 0) return { filled, isWhole: true };
  }
  return { filled, isWhole: filled > maxBytes };
}

async function readRest(
  fd: number,
  begun: Buffer,
  place: Resolved,
  limits: Bounds,
): Promise<ReadOutcome<Buffer>> {
  try {
    return bounded(await readOn(fd, begun, begun.length, limits.maxBytes), place, limits);
  } catch (error) {
    return outcomeOfError(error, place.hostPath);
  } finally {
    await closeFile(fd);
  }
}

function readNow(place: Resolved, limits: Bounds): Reading {
  let fd: number | undefined;
  try {
    fd = openSync(place.real, FLAGS);
    const opened = fstatSync(fd);
    const problem = objection(place, opened, limits);
    if (problem !== undefined) return problem;
    const { filled, isWhole } = readBeginning(fd, opened.size, limits.maxBytes);
    if (isWhole) return bounded(SHARED.subarray(0, filled), place, limits);
    const rest = readRest(fd, Buffer.from(SHARED.subarray(0, filled)), place, limits);
    fd = undefined; // whoever reads the rest closes it
    return rest;
  } catch (error) {
    return outcomeOfError(error, place.hostPath);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

async function readByPool(place: Resolved, limits: Bounds): Promise<ReadOutcome<Buffer>> {
  let fd: number | undefined;
  try {
    fd = await openFile(place.real, FLAGS);
    const opened = await statFile(fd);
    const problem = objection(place, opened, limits);
    if (problem !== undefined) return problem;
    const { maxBytes } = limits;
    const buffer = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(opened.size, FIRST_CHUNK)) + 1);
    return bounded(await readOn(fd, buffer, 0, maxBytes), place, limits);
  } catch (error) {
    return outcomeOfError(error, place.hostPath);
  } finally {
    if (fd !== undefined) await closeFile(fd);
  }
}

/** Bytes that come at once are lent: the next read overwrites them. Those of a promise are the receiver's own. */
export type Reading = ReadOutcome<Buffer> | Promise<ReadOutcome<Buffer>>;

/** Reads what a resolved path names if it is a regular file before and after it was opened. */
export function readRegularFile(place: Resolved, limits: Bounds): Reading {
  if (!place.stats.isFile()) return unreadable('not-regular', `${place.hostPath} is no regular file`);
  return isAtHand(place) ? readNow(place, limits) : readByPool(place, limits);
}
