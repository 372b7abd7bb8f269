import { readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

/** A process told apart from a later one of the same number: by the kernel's start time in ticks since boot. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
}

async function procText(pid: number, name: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // ended meanwhile, which is what the caller asks about
  }
}

/** Null when no such process lives (a zombie does not). */
export async function identify(pid: number): Promise<ProcessIdentity | null> {
  const text = await procText(pid, 'stat');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' '); // the name in parentheses may hold anything
  const [state, started] = [fields[0], fields[19]];
  return started === undefined || state === 'Z' || state === 'X' ? null : { pid, started };
}

export async function isAlive(process: ProcessIdentity): Promise<boolean> {
  return (await identify(process.pid))?.started === process.started;
}

/** Whether the process is a Postgres server that works in this very data directory. */
export async function isPostmasterOf(pid: number, directory: string): Promise<boolean> {
  try {
    const [program, cwd] = await Promise.all([readlink(`/proc/${pid}/exe`), readlink(`/proc/${pid}/cwd`)]);
    return path.basename(program.replace(/ \(deleted\)$/, '')) === 'postgres' && cwd === directory;
  } catch {
    return false; // gone, or of a user whose processes we may not look into: not ours in both cases
  }
}
