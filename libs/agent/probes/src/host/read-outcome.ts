import type { UnreadableReason } from '@plimsoll/model';
import type { ReadOutcome } from './host-files.js';

export const read = <Value>(value: Value): ReadOutcome<Value> => ({ outcome: 'read', value });
export const absent = (detail: string): ReadOutcome<never> => ({ outcome: 'absent', detail });
export const unreadable = (reason: UnreadableReason, detail: string): ReadOutcome<never> => ({
  outcome: 'unreadable',
  reason,
  detail,
});

/** ESRCH is what procfs says of a process that is gone. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ESRCH']);
const REASONS: Readonly<Record<string, UnreadableReason>> = {
  EACCES: 'permission',
  EPERM: 'permission',
  // What O_NOFOLLOW says of a link, and open of a socket: the path changed after it was looked at.
  ELOOP: 'not-regular',
  ENXIO: 'not-regular',
};

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'unknown error';
}

/** The outcome that a failed system call on a host path means. */
export function outcomeOfError(error: unknown, path: string): ReadOutcome<never> {
  const code = codeOf(error);
  if (ABSENT.has(code)) return absent(`no ${path}`);
  return unreadable(REASONS[code] ?? 'io', `${code} at ${path}`);
}
