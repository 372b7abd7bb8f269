import type { SubjectView } from '@plimsoll/engine';
import type { Judgement } from '@plimsoll/model';
import { readingOf, unreadable } from '../settings/reading.js';
import type { Rule } from '../settings/rule.js';
import { isTrustedPath } from './trusted-path.js';

const PATTERN = 'kernel.core_pattern';
const USES_PID = 'kernel.core_uses_pid';

/** `|program arguments` is started by the kernel as root, `@path` is a socket (Linux 6.16), else it is a file's name. */
function target(pattern: string): { readonly path: string; readonly isProgram: boolean } {
  if (pattern.startsWith('|')) return { path: pattern.slice(1).split(' ')[0] ?? '', isProgram: true };
  return { path: pattern.replace(/^@{1,2}/, ''), isProgram: false };
}

/** A program's name must be fixed; a file's name may hold specifiers, its folder is what counts. */
function isSafePattern(pattern: string): boolean {
  const { path, isProgram } = target(pattern);
  return isTrustedPath(path) && !(isProgram && path.includes('%'));
}

export const corePattern: Rule = {
  wanted: 'a program or folder at a full path that only root can write',
  accepts: isSafePattern,
  examples: {
    pass: [
      '|/bin/false',
      '|/usr/lib/systemd/systemd-coredump %P %u %g %s %t %c %h',
      '/var/crash/core.%e.%p',
      '@/run/coredump.socket',
    ],
    fail: [
      'core',
      'x|/bin/false',
      'var/crash/core.%e.%p',
      'core.%p',
      '|core-handler',
      '|/tmp/handler',
      '/tmp/core.%p',
      '|/proc/%P/root/handler',
      '|/usr/../tmp/handler',
    ],
    unknown: [],
  },
};

/** An empty pattern writes no dump, unless the process id is put behind it: then it is a relative name. */
export function emptyPattern(text: string, view: SubjectView): Judgement | undefined {
  if (text !== '') return undefined;
  const usesPid = readingOf(view, 'host/sysctl', USES_PID);
  if (usesPid.kind === 'unknown') return usesPid.judgement;
  if (usesPid.kind === 'absent')
    return unreadable(`${USES_PID} decides what an empty ${PATTERN} does, and is absent`);
  const evidence = [
    { path: PATTERN, value: text, wanted: corePattern.wanted },
    { path: USES_PID, value: usesPid.text, wanted: '0 while the pattern is empty' },
  ];
  return { verdict: usesPid.text.trim() === '0' ? 'pass' : 'fail', evidence };
}

/** 2 writes dumps that only root may read, which is safe only where the kernel does not choose the folder of the process. */
export function dumpsOfPrivileged(text: string, view: SubjectView): Judgement | undefined {
  if (text.trim() !== '2') return undefined;
  const pattern = readingOf(view, 'host/sysctl', PATTERN);
  if (pattern.kind === 'unknown') return pattern.judgement;
  if (pattern.kind === 'absent') return undefined;
  const evidence = [
    { path: 'fs.suid_dumpable', value: text, wanted: '0, or 2 with a full path or a pipe' },
    { path: PATTERN, value: pattern.text, wanted: 'a full path or a pipe' },
  ];
  return { verdict: /^[|@]*\//.test(pattern.text) ? 'pass' : 'fail', evidence };
}
