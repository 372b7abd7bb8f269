import type { Control, SubjectView } from '@plimsoll/engine';
import type { Judgement, Severity } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { passOrFail } from '../judgement.js';
import { readingOf, unreadable } from '../settings/reading.js';

const KEY = 'kernel.tainted';

/** One bit of the kernel's memory of what has weakened it. */
export interface TaintRow {
  readonly slug: string;
  readonly bit: number;
  /** The letter of panic messages. */
  readonly letter: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly remedy: string;
}

const REBOOT = 'The bit stays until the next boot.';

export const TAINTS: readonly TaintRow[] = [
  {
    slug: 'taint-forced-module',
    bit: 1,
    letter: 'F',
    title: 'No module was loaded by force',
    severity: 'high',
    why: 'A module that does not fit the kernel was loaded past its checks, which also is how a signature is got around.',
    remedy: `Find it in \`dmesg\`, remove what runs \`modprobe --force\`, install the module that fits, and reboot. ${REBOOT}`,
  },
  {
    slug: 'taint-forced-unload',
    bit: 3,
    letter: 'R',
    title: 'No module was removed by force',
    severity: 'medium',
    why: 'Code that was still in use is gone; what the kernel does since then is not known.',
    remedy: `Remove what runs \`rmmod --force\`, and reboot. ${REBOOT}`,
  },
  {
    slug: 'taint-oops',
    bit: 7,
    letter: 'D',
    title: 'The kernel has not failed since it was booted',
    severity: 'high',
    why: 'After an oops the state of the kernel is damaged, and a failed exploit leaves just this trace.',
    remedy: `Read \`dmesg\` for the oops, report or fix its cause, and reboot. ${REBOOT}`,
  },
  {
    slug: 'taint-acpi-override',
    bit: 8,
    letter: 'A',
    title: 'The tables of the firmware were not replaced',
    severity: 'high',
    why: 'A replaced ACPI table is code that the kernel runs, and nobody signed it.',
    remedy: `Take the table out of the initial file system (\`lsinitramfs /boot/initrd.img-$(uname -r) | grep acpi\`), and reboot. ${REBOOT}`,
  },
  {
    slug: 'taint-out-of-tree',
    bit: 12,
    letter: 'O',
    title: 'No module from outside the kernel was loaded',
    severity: 'medium',
    why: 'Code that the maintainers of the kernel never saw runs with all rights.',
    remedy: `List them by \`grep -l O /sys/module/*/taint\`; remove what is not needed and reboot. Drivers of graphics, storage and security vendors set the bit on purpose: waive it for those nodes. ${REBOOT}`,
  },
  {
    slug: 'taint-unsigned-module',
    bit: 13,
    letter: 'E',
    title: 'No unsigned module was loaded',
    severity: 'high',
    why: 'Nothing tells whose code it is that runs with all rights; rootkits come this way.',
    remedy: `List them by \`grep -l E /sys/module/*/taint\`; remove or sign them, boot with \`module.sig_enforce=1\`, and reboot. ${REBOOT}`,
  },
  {
    slug: 'taint-proprietary-module',
    bit: 0,
    letter: 'P',
    title: 'No proprietary module was loaded',
    severity: 'low',
    why: 'Nobody but its maker can look for flaws in it, and it runs with all rights.',
    remedy: `List them by \`grep -l P /sys/module/*/taint\`; remove what is not needed and reboot. Drivers of graphics cards set the bit on purpose: waive it for those nodes. ${REBOOT}`,
  },
  {
    slug: 'taint-out-of-specification',
    bit: 2,
    letter: 'S',
    title: 'The hardware runs within its specification',
    severity: 'low',
    why: 'Microcode that came late, or a processor outside its specification, leaves mitigations half in force.',
    remedy: `Update the microcode in the initial file system (\`update-initramfs -u\`), and reboot. ${REBOOT}`,
  },
  {
    slug: 'taint-machine-check',
    bit: 4,
    letter: 'M',
    title: 'No machine check happened',
    severity: 'medium',
    why: 'Memory or processor gave wrong results, and what was computed since is in doubt.',
    remedy: `Read \`dmesg\` or \`ras-mc-ctl --errors\`, replace the part, and reboot. ${REBOOT}`,
  },
  {
    slug: 'taint-bad-page',
    bit: 5,
    letter: 'B',
    title: 'No page of memory was found bad',
    severity: 'medium',
    why: 'Memory was written over: by a flaw, by bad hardware, or by an attack that did not go well.',
    remedy: `Read \`dmesg\` for the page, test the memory, and reboot. ${REBOOT}`,
  },
  {
    slug: 'taint-user-request',
    bit: 6,
    letter: 'U',
    title: 'No program asked for the taint',
    severity: 'low',
    why: 'A program told the kernel that it would do something that the kernel cannot vouch for.',
    remedy: `Find the program in \`dmesg\`, stop it, and reboot. ${REBOOT}`,
  },
  {
    slug: 'taint-staging-driver',
    bit: 10,
    letter: 'C',
    title: 'No driver of the staging area was loaded',
    severity: 'low',
    why: 'Its quality is known to be below what the kernel asks for.',
    remedy: `List them by \`grep -l C /sys/module/*/taint\`; remove what is not needed and reboot. ${REBOOT}`,
  },
  {
    slug: 'taint-kernel-test',
    bit: 18,
    letter: 'N',
    title: 'No test within the kernel was run',
    severity: 'medium',
    why: 'Tests break the state of the kernel on purpose; they have no place on a node.',
    remedy: `Boot without \`kunit.enable=1\`, remove the modules of tests, and reboot. ${REBOOT}`,
  },
  {
    slug: 'taint-firmware-control',
    bit: 19,
    letter: 'J',
    title: 'Nobody wrote raw commands to firmware',
    severity: 'low',
    why: 'Through fwctl a program changed what firmware of a device does.',
    remedy: `Find it in \`dmesg\`, reset the device, and reboot. ${REBOOT}`,
  },
];

function evaluate(row: TaintRow, view: SubjectView): Judgement {
  const reading = readingOf(view, 'host/boot', KEY);
  if (reading.kind === 'unknown') return reading.judgement;
  if (reading.kind === 'absent') return unreadable(`the kernel does not tell (${reading.detail})`);
  const evidence = [{ path: KEY, value: reading.text, wanted: `bit ${row.bit} (${row.letter}) clear` }];
  const mask = /^\d{1,20}$/.test(reading.text.trim()) ? BigInt(reading.text.trim()) : undefined;
  if (mask === undefined) return unreadable(`${KEY} is no number`, evidence);
  return passOrFail(((mask >> BigInt(row.bit)) & 1n) === 0n, evidence);
}

export const taintControl = (row: TaintRow): Control =>
  declareControl({
    id: `boot/${row.slug}`,
    title: row.title,
    severity: row.severity,
    why: row.why,
    remedy: row.remedy,
    references: ['kernel-docs:admin-guide/tainted-kernels'],
    subjects: ['host/boot'],
    needs: ['host/boot'],
    evaluate: (view) => evaluate(row, view),
  });
