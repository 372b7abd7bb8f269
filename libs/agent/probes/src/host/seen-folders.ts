import type { Stats } from 'node:fs';

const OTHERS_WRITE = 0o022;
const PROC = '/proc/';
const isProcess = (hostPath: string): boolean =>
  hostPath.startsWith(PROC) && Number(hostPath.slice(PROC.length)) > 0;

/**
 * Folders that a walk has just gone through, so that the next one need not look at them again. Kept is only what root
 * alone could make anything else of, a link for instance, and only until the loop's next turn.
 */
export class SeenFolders {
  /** By the path on the host, the root by '', whether nobody but root may rename what the folder holds. */
  private readonly folders = new Map<string, boolean>();

  /** The processes of a live procfs have folders and nothing else, so that one look saves hundreds. */
  private hasProcesses = false;

  has(hostPath: string): boolean {
    return this.folders.has(hostPath) || (this.hasProcesses && isProcess(hostPath));
  }

  /** Of a root whose /proc is a live procfs. */
  addProcesses(): void {
    this.hasProcesses = this.folders.has('/proc');
  }

  add(hostPath: string, { uid, mode }: Stats): void {
    if (hostPath !== '' && this.folders.get(hostPath.slice(0, hostPath.lastIndexOf('/'))) !== true) return;
    this.folders.set(hostPath, uid === 0 && (mode & OTHERS_WRITE) === 0);
  }

  forget(): void {
    this.folders.clear();
    this.hasProcesses = false;
  }
}
