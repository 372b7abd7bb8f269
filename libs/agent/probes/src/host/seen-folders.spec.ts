import { Stats } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SeenFolders } from './seen-folders.js';

const folder = (uid: number, mode: number): Stats =>
  Object.assign(Object.create(Stats.prototype), { uid, mode });
const CLOSED = folder(0, 0o40755);

describe('folders that a walk went through', () => {
  it('are known below folders in which root alone renames', () => {
    const seen = new SeenFolders();
    seen.add('', CLOSED);
    seen.add('/proc', CLOSED);
    seen.add('/proc/7', folder(1000, 0o40555));
    expect(['', '/proc', '/proc/7', '/etc'].map((path) => seen.has(path))).toEqual([true, true, true, false]);
  });

  it.each([
    ['its owner is not root', folder(1000, 0o40755)],
    ['its group writes', folder(0, 0o40775)],
    ['everybody writes', folder(0, 0o41777)],
  ])('are not known below a folder when %s', (_why, open) => {
    const seen = new SeenFolders();
    seen.add('', CLOSED);
    seen.add('/var', open);
    seen.add('/var/lib', CLOSED);
    seen.add('/var/lib/below', CLOSED);
    expect([seen.has('/var'), seen.has('/var/lib'), seen.has('/var/lib/below')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('are not known when nothing is known of the folder above', () => {
    const seen = new SeenFolders();
    seen.add('/etc', CLOSED);
    expect(seen.has('/etc')).toBe(false);
  });

  it('are those of all processes where /proc is a live procfs', () => {
    const seen = new SeenFolders();
    seen.addProcesses();
    expect(seen.has('/proc/7')).toBe(false);
    seen.add('', CLOSED);
    seen.add('/proc', CLOSED);
    seen.addProcesses();
    const paths = ['/proc/7', '/proc/self', '/proc/', '/proc/7/net', '/etc/7', '/proc/sys'];
    expect(paths.filter((path) => seen.has(path))).toEqual(['/proc/7']);
    seen.forget();
    expect(seen.has('/proc/7')).toBe(false);
  });

  it('are forgotten', () => {
    const seen = new SeenFolders();
    seen.add('', CLOSED);
    seen.forget();
    expect(seen.has('')).toBe(false);
  });
});
