import type { Control, SubjectView } from '@plimsoll/engine';
import type { Evidence, Judgement } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { passOrFail } from '../judgement.js';
import { notApplicable, readingOf, unreadable, type Reading } from '../settings/reading.js';
import { KERNEL_SUPPORT, OS_SUPPORT, type Support } from './os-support.table.js';

const SOURCE = 'host/os';
const ID = 'os.id';
const VERSION = 'os.version-id';
const VARIANT = 'os.variant-id';
const OPENSHIFT = 'os.openshift-version';
const RELEASE = 'kernel.osrelease';
const DAY = 'read.on';

const os = (view: SubjectView, key: string): Reading => readingOf(view, SOURCE, key);

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** Days are compared as they are written: year, month, day. */
function judgeSupport(support: Support, day: string, evidence: Evidence): Judgement {
  if (day <= support.end) return passOrFail(true, [evidence]);
  const { extended } = support;
  if (extended === undefined || day > extended.end) return passOrFail(false, [evidence]);
  return extended.whom === 'everybody'
    ? passOrFail(true, [{ ...evidence, wanted: `supported until ${extended.end}` }])
    : unreadable(`supported until ${extended.end} for subscribers, which the host does not tell`, [evidence]);
}

/** `9.4` is a release of `9`, `3.21.3` of `3.21`. */
const releaseNames = (version: string): readonly string[] => {
  const parts = version.split('.');
  return [version, parts.slice(0, 2).join('.'), parts[0] ?? ''];
};

function supportOf(
  releases: Readonly<Record<string, Support>>,
  version: string,
): readonly [release: string, support: Support] | undefined {
  for (const release of releaseNames(version)) {
    const support = Object.hasOwn(releases, release) ? releases[release] : undefined;
    if (support !== undefined) return [release, support];
  }
  return undefined;
}

/** Later releases of Red Hat CoreOS call themselves rhel, and their number is not the one that support goes by. */
function systemOf(view: SubjectView, id: string): Judgement | { readonly id: string; readonly key: string } {
  if (id !== 'rhel' && id !== 'rhcos') return { id, key: VERSION };
  const variant = os(view, VARIANT);
  if (variant.kind === 'unknown') return variant.judgement;
  const isCore = id === 'rhcos' || (variant.kind === 'text' && variant.text === 'coreos');
  if (!isCore) return { id, key: VERSION };
  const openshift = os(view, OPENSHIFT);
  if (openshift.kind === 'unknown') return openshift.judgement;
  return { id: 'rhcos', key: openshift.kind === 'text' ? OPENSHIFT : VERSION };
}

function judgeSystem(view: SubjectView): Judgement {
  const id = os(view, ID);
  if (id.kind === 'unknown') return id.judgement;
  if (id.kind === 'absent') return unreadable('the system does not say what it is');
  const system = systemOf(view, id.text);
  if ('verdict' in system) return system;
  const known = Object.hasOwn(OS_SUPPORT, system.id) ? OS_SUPPORT[system.id] : undefined;
  if (known === undefined) return unreadable(`no end of support is known of ${system.id}`);
  if (known === 'rolling') return notApplicable(`${system.id} has no releases that end`);
  const dead = { path: ID, value: id.text, wanted: 'a system that is looked after' };
  if (known === 'dead') return passOrFail(false, [dead]);
  const version = os(view, system.key);
  if (version.kind === 'unknown') return version.judgement;
  if (version.kind === 'absent') return unreadable('the system does not say its version');
  const found = supportOf(known, version.text);
  if (found === undefined) return unreadable(`no end of support is known of ${system.id} ${version.text}`);
  const day = os(view, DAY);
  if (day.kind === 'unknown') return day.judgement;
  if (day.kind === 'absent' || !isDay(day.text)) return unreadable('the day of the reading is not known');
  const evidence = { path: system.key, value: version.text, wanted: `supported until ${found[1].end}` };
  return judgeSupport(found[1], day.text, evidence);
}

/** Systems that number their kernels as upstream does, and look after them by themselves. */
const OWN_KERNELS = ['bottlerocket', 'flatcar', 'cos', 'alpine'];

function judgeKernel(view: SubjectView): Judgement {
  const release = os(view, RELEASE);
  if (release.kind === 'unknown') return release.judgement;
  if (release.kind === 'absent') return unreadable('the kernel does not tell its release');
  const line = /^(\d+\.\d+)(\.\d+)?$/.exec(release.text.trim())?.[1];
  if (line === undefined)
    return notApplicable(
      `${release.text.trim()} is the kernel of a vendor, who looks after it for a time of his own`,
    );
  const id = os(view, ID);
  if (id.kind === 'unknown') return id.judgement;
  if (id.kind === 'text' && OWN_KERNELS.includes(id.text))
    return notApplicable(`${id.text} looks after its kernels for a time of its own`);
  const support = Object.hasOwn(KERNEL_SUPPORT, line) ? KERNEL_SUPPORT[line] : undefined;
  if (support === undefined) return unreadable(`no end of support is known of Linux ${line}`);
  const day = os(view, DAY);
  if (day.kind === 'unknown') return day.judgement;
  if (day.kind === 'absent' || !isDay(day.text)) return unreadable('the day of the reading is not known');
  const evidence = { path: RELEASE, value: release.text, wanted: `supported until ${support.end}` };
  return judgeSupport(support, day.text, evidence);
}

const onOs = { subjects: [SOURCE], needs: [SOURCE] } as const;

/** Whether somebody still mends the system and its kernel, on the day on which they were looked at. */
export const supportControls: readonly Control[] = [
  declareControl({
    ...onOs,
    id: 'host/os-supported',
    title: 'The operating system gets patches',
    severity: 'high',
    why: 'After its end flaws are found, published and used, and nobody mends them.',
    remedy:
      'Replace the node by one of a later release, or run `do-release-upgrade`, `leapp upgrade` or what your system calls it.',
    references: ['endoflife.date:os'],
    evaluate: judgeSystem,
  }),
  declareControl({
    ...onOs,
    id: 'host/kernel-supported',
    title: 'The line of the kernel gets patches',
    severity: 'high',
    why: 'After its end flaws are found, published and used, and nobody mends them in this line.',
    remedy:
      'Install a kernel of a line that is looked after for long, and reboot; `uname -r` shows the present one.',
    references: ['endoflife.date:linux'],
    evaluate: judgeKernel,
  }),
];
