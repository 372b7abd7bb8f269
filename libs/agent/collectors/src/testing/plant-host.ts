import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A host as data: what version control cannot hold, empty folders and links, included. Paths are the host's. */
export interface HostTree {
  /** Where it comes from: captured, or built from documented formats. */
  readonly origin?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly binary?: Readonly<Record<string, readonly number[]>>;
  readonly folders?: readonly string[];
  readonly links?: Readonly<Record<string, string>>;
  /** Permission bits in octal, of what shall not have the usual ones. */
  readonly modes?: Readonly<Record<string, string>>;
}

export interface PlantedHost {
  readonly root: string;
  /** Writes one file of the host anew, as a change on it would. */
  readonly write: (path: string, content: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

async function inFolder(path: string, make: (path: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await make(path);
}

/** Puts a host's tree into a folder of its own below the temporary folder. */
export async function plantHost(tree: HostTree): Promise<PlantedHost> {
  const root = await mkdtemp(join(tmpdir(), 'host-'));
  const write = (path: string, content: string | Uint8Array): Promise<void> =>
    inFolder(join(root, path), (real) => writeFile(real, content));
  for (const [path, content] of Object.entries(tree.files ?? {})) await write(path, content);
  for (const [path, bytes] of Object.entries(tree.binary ?? {})) await write(path, Uint8Array.from(bytes));
  for (const path of tree.folders ?? []) await mkdir(join(root, path), { recursive: true });
  for (const [path, target] of Object.entries(tree.links ?? {}))
    await inFolder(join(root, path), (real) => symlink(target, real));
  for (const [path, mode] of Object.entries(tree.modes ?? {}))
    await chmod(join(root, path), Number.parseInt(mode, 8));
  return { root, write, remove: () => rm(root, { recursive: true, force: true }) };
}
