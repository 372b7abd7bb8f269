import type { Control, SubjectView } from '@plimsoll/engine';
import type { Evidence, Judgement } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { readingOf, unreadable } from '../settings/reading.js';
import { CPU_SOURCE, SMT_ACTIVE, SMT_CONTROL, vulnerabilityPath } from './cpu-paths.js';

/** Files whose text may say that a mitigation ends where threads share a core. */
export const SMT_FILES: readonly string[] = ['l1tf', 'mds', 'tsx_async_abort', 'mmio_stale_data', 'retbleed'];
const OFF = ['off', 'forceoff', 'notsupported', 'notimplemented'];
const REMEDY =
  'Run `echo off > /sys/devices/system/cpu/smt/control`, and add `mitigations=auto,nosmt` to GRUB_CMDLINE_LINUX in /etc/default/grub and run `update-grub` so that it lasts. It costs up to half of the processor threads.';

/** Every file that could say so has to be known before threads may share a core. */
function judgeShared(view: SubjectView, active: Evidence): Judgement {
  const evidence: Evidence[] = [active];
  let unknown: Judgement | undefined;
  for (const path of SMT_FILES.map(vulnerabilityPath)) {
    const reading = readingOf(view, CPU_SOURCE, path);
    if (reading.kind === 'unknown') unknown ??= reading.judgement;
    else if (reading.kind === 'absent') unknown ??= unreadable(`the kernel does not tell: ${reading.detail}`);
    else if (/SMT vulnerable/i.test(reading.text))
      evidence.push({ path, value: reading.text, wanted: 'not "SMT vulnerable"' });
  }
  if (evidence.length > 1) return { verdict: 'fail', evidence };
  return unknown ?? { verdict: 'pass', evidence };
}

function judgeActive(view: SubjectView): Judgement {
  const reading = readingOf(view, CPU_SOURCE, SMT_ACTIVE);
  if (reading.kind === 'unknown') return reading.judgement;
  if (reading.kind === 'absent') return unreadable(`the kernel does not tell (${reading.detail})`);
  const text = reading.text.trim();
  const evidence = { path: SMT_ACTIVE, value: reading.text, wanted: '0, or no flaw that crosses threads' };
  if (text === '1') return judgeShared(view, evidence);
  return text === '0' ? { verdict: 'pass', evidence: [evidence] } : unreadable('neither 0 nor 1', [evidence]);
}

function judgeControl(view: SubjectView): Judgement {
  const reading = readingOf(view, CPU_SOURCE, SMT_CONTROL);
  if (reading.kind === 'unknown') return reading.judgement;
  if (reading.kind === 'absent') return unreadable(`the kernel does not tell (${reading.detail})`);
  const text = reading.text.trim();
  const evidence = [{ path: SMT_CONTROL, value: reading.text, wanted: `one of ${OFF.join(', ')}` }];
  if (OFF.includes(text)) return { verdict: 'pass', evidence };
  return text === 'on' || /^\d+$/.test(text)
    ? { verdict: 'fail', evidence }
    : unreadable('a word that is not known here', evidence);
}

const onCpu = {
  subjects: [CPU_SOURCE],
  needs: [CPU_SOURCE],
  severity: 'low',
  references: ['kernel-docs:admin-guide/hw-vuln/core-scheduling'],
} as const;

/** Threads share a core only where no flaw of this processor crosses from one to the other. */
export const smtActive: Control = declareControl({
  ...onCpu,
  id: 'cpu/smt-active',
  title: 'No known flaw crosses from one thread of a core to the other',
  why: 'Some mitigations end where two threads share a core: the neighbour on the core may belong to another tenant.',
  remedy: REMEDY,
  evaluate: judgeActive,
});

/** For hosts of several tenants that want no sharing at all. */
export const smtControl: Control = declareControl({
  ...onCpu,
  id: 'cpu/smt-control',
  title: 'Simultaneous multithreading is off, or there is none',
  why: 'Threads of one core share caches and predictors; what leaks through them next is not known yet.',
  remedy: REMEDY,
  evaluate: judgeControl,
});
