import type { Stats } from 'node:fs';
import type { HostFileKind, HostStat } from './host-files.js';

function kindOf(stats: Stats): HostFileKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isSocket()) return 'socket';
  return stats.isBlockDevice() || stats.isCharacterDevice() ? 'device' : 'other';
}

export const hostStat = (stats: Stats): HostStat => ({
  kind: kindOf(stats),
  mode: stats.mode & 0o7777,
  uid: stats.uid,
  gid: stats.gid,
  size: stats.size,
  inode: stats.ino,
  device: stats.dev,
});
