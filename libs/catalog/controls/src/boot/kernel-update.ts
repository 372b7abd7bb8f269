import type { Control, ControlCase, SubjectView } from '@plimsoll/engine';
import type { Judgement } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { passOrFail } from '../judgement.js';
import { ABSENT, hostCase, NO_PERMISSION } from '../settings/host-case.js';
import { notApplicable, readingOf, unreadable } from '../settings/reading.js';

const RUNNING = 'kernel.osrelease';
const NEWEST = 'kernel.newest-installed';

function evaluate(view: SubjectView): Judgement {
  const newest = readingOf(view, 'host/boot', NEWEST);
  if (newest.kind === 'unknown') return newest.judgement;
  if (newest.kind === 'absent')
    return notApplicable(`no kernel of the running one's kind is installed: ${newest.detail}`);
  const running = readingOf(view, 'host/boot', RUNNING);
  if (running.kind === 'unknown') return running.judgement;
  if (running.kind === 'absent') return unreadable('the running kernel does not tell its release');
  const evidence = [{ path: NEWEST, value: newest.text, wanted: running.text }];
  return passOrFail(newest.text === running.text, evidence);
}

/** The running kernel is the newest of those that are installed. */
export const kernelUpdate: Control = declareControl({
  id: 'boot/kernel-running-vs-installed',
  title: 'The newest installed kernel runs',
  severity: 'medium',
  why: 'A kernel in which a flaw was mended protects nobody until it is booted.',
  remedy: 'Drain the node and run `systemctl reboot`.',
  references: ['lynis:KRNL-5830'],
  subjects: ['host/boot'],
  needs: ['host/boot'],
  evaluate,
});

const RELEASE = { [RUNNING]: '6.1.0-37-amd64' };

export const kernelUpdateCases: readonly ControlCase[] = [
  hostCase('host/boot', 'it runs', { ...RELEASE, [NEWEST]: '6.1.0-37-amd64' }, { verdict: 'pass' }),
  hostCase(
    'host/boot',
    'a newer one is installed',
    { ...RELEASE, [NEWEST]: '6.1.0-40-amd64' },
    { verdict: 'fail', evidence: [{ path: NEWEST, value: '6.1.0-40-amd64' }] },
  ),
  hostCase('host/boot', 'none is installed', { ...RELEASE, [NEWEST]: ABSENT }, { verdict: 'not-applicable' }),
  hostCase(
    'host/boot',
    'their folder is closed',
    { ...RELEASE, [NEWEST]: NO_PERMISSION },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
  hostCase('host/boot', 'nothing is said of it', RELEASE, { verdict: 'unknown', reason: 'not-collected' }),
];
