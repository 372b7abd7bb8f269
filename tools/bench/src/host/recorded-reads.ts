import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { HostFiles } from '@plimsoll/probes';

type Operation = 'read' | 'list' | 'stat' | 'link';

/** What a pass asked of the host, in its order, so that the same can be done again without making anything of it. */
export interface RecordedReads {
  readonly files: HostFiles;
  readonly asked: readonly { readonly operation: Operation; readonly path: string }[];
}

/** Passes everything on and keeps what was asked for. */
export function recordReads(host: HostFiles): RecordedReads {
  const asked: { operation: Operation; path: string }[] = [];
  const keep = (operation: Operation, path: string): void => void asked.push({ operation, path });
  const files: HostFiles = {
    root: host.root,
    readText: (path, limits) => (keep('read', path), host.readText(path, limits)),
    readBytes: (path, limits) => (keep('read', path), host.readBytes(path, limits)),
    readLink: (path) => (keep('link', path), host.readLink(path)),
    list: (path, limits) => (keep('list', path), host.list(path, limits)),
    stat: (path) => (keep('stat', path), host.stat(path)),
    isLiveProcfs: (path) => (keep('stat', path), host.isLiveProcfs(path)),
  };
  return { files, asked };
}

const AGAIN: Readonly<Record<Operation, (path: string) => unknown>> = {
  read: (path) => readFileSync(path),
  list: (path) => readdirSync(path),
  stat: (path) => lstatSync(path),
  link: (path) => readlinkSync(path),
};

/** The same questions to the kernel with nothing between: no links resolved by hand, no limits, no text. */
export function readAgain({ asked }: Pick<RecordedReads, 'asked'>): number {
  let failed = 0;
  for (const { operation, path } of asked) {
    try {
      AGAIN[operation](path);
    } catch {
      failed += 1; // a path that is absent or closed costs the kernel a look too
    }
  }
  return failed;
}
