import { readFileSync } from 'node:fs';

/** Resident memory of a process now, all its threads and shared pages included; 0 when it is gone. */
export const residentMiB = (pid: number | undefined): number => fieldMiB(pid, 'VmRSS');

/** The most that it ever had. */
export const peakResidentMiB = (pid: number | undefined): number => fieldMiB(pid, 'VmHWM');

/** Processor time that a process has used in all its threads, user and system; 0 when it is gone. */
export function processorMs(pid: number | undefined): number {
  // After the name in brackets, which may hold anything: fields 14 and 15 of proc(5), in ticks of 10 ms.
  const fields = read(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10;
}

function fieldMiB(pid: number | undefined, field: string): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(read(pid, 'status'));
  return Number(line?.[1] ?? 0) / 1024;
}

function read(pid: number | undefined, file: string): string {
  if (pid === undefined) return '';
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // gone between two looks
  }
}
