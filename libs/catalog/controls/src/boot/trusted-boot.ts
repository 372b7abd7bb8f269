import type { Control, SubjectView } from '@plimsoll/engine';
import type { Judgement } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { notApplicable, readingOf, unreadable, type Reading } from '../settings/reading.js';
import { activeLockdown } from './lockdown.js';
import { judgeWord } from './two-words.js';

const SOURCE = 'host/boot';
const PRESENT = 'uefi.present';
const SECURE = 'uefi.secureboot';
const SETUP = 'uefi.setupmode';
const SIGNED = 'module.sig_enforce';
const LOCKDOWN = 'lsm.lockdown';

const boot = (view: SubjectView, key: string): Reading => readingOf(view, SOURCE, key);

/** The verdict where there is no UEFI to be judged; undefined where there is. */
function unlessUefi(view: SubjectView): Judgement | undefined {
  const present = boot(view, PRESENT);
  if (present.kind === 'unknown') return present.judgement;
  return present.kind === 'absent'
    ? notApplicable('not booted by UEFI: older firmware or a small virtual machine')
    : undefined;
}

/** Secure Boot with the firmware in setup mode checks nothing that counts. */
function judgeSecureBoot(view: SubjectView): Judgement {
  const elsewhere = unlessUefi(view);
  if (elsewhere !== undefined) return elsewhere;
  const secure = boot(view, SECURE);
  if (secure.kind === 'unknown') return secure.judgement;
  if (secure.kind === 'absent')
    return { verdict: 'fail', evidence: [{ path: SECURE, value: null, wanted: '1' }] };
  const own = judgeWord(SECURE, secure.text, '1', '0');
  if (own.verdict !== 'pass') return own;
  const setup = boot(view, SETUP);
  if (setup.kind === 'unknown') return setup.judgement;
  if (setup.kind === 'absent') return own;
  const open = judgeWord(SETUP, setup.text, '0', '1');
  if (open.verdict === 'unknown' || open.verdict === 'not-applicable') return open;
  return { verdict: open.verdict, evidence: [...own.evidence, ...open.evidence] };
}

function judgeSetupMode(view: SubjectView): Judgement {
  const elsewhere = unlessUefi(view);
  if (elsewhere !== undefined) return elsewhere;
  const setup = boot(view, SETUP);
  if (setup.kind === 'unknown') return setup.judgement;
  if (setup.kind === 'absent')
    return notApplicable('this firmware has no Secure Boot, and so no keys to enrol');
  return judgeWord(SETUP, setup.text, '0', '1');
}

/** Lockdown refuses unsigned modules without touching the switch. */
function judgeSignatures(view: SubjectView): Judgement {
  const support = boot(view, 'module.support');
  if (support.kind === 'unknown') return support.judgement;
  if (support.kind === 'absent') return notApplicable('this kernel cannot load modules');
  const signed = boot(view, SIGNED);
  if (signed.kind === 'unknown') return signed.judgement;
  const own = signed.kind === 'text' ? judgeWord(SIGNED, signed.text, 'Y', 'N') : failed(SIGNED, 'Y');
  return own.verdict === 'fail' ? (byLockdown(view) ?? own) : own;
}

const failed = (path: string, wanted: string): Judgement => ({
  verdict: 'fail',
  evidence: [{ path, value: null, wanted }],
});

function byLockdown(view: SubjectView): Judgement | undefined {
  const lockdown = boot(view, LOCKDOWN);
  if (lockdown.kind === 'unknown') return lockdown.judgement;
  if (lockdown.kind === 'absent') return undefined;
  const active = activeLockdown(lockdown.text);
  const evidence = [
    { path: LOCKDOWN, value: lockdown.text, wanted: `[integrity] or [confidentiality], or ${SIGNED} Y` },
  ];
  if (active === undefined) return unreadable(`${LOCKDOWN} holds a text that is not understood`, evidence);
  return active === 'none' ? undefined : { verdict: 'pass', evidence };
}

const onBoot = { subjects: [SOURCE], needs: [SOURCE] } as const;

/** What may start, and what may be loaded later. */
export const trustedBootControls: readonly Control[] = [
  declareControl({
    ...onBoot,
    id: 'boot/uefi-secure-boot',
    title: 'The firmware starts signed code only',
    severity: 'high',
    why: 'Without Secure Boot whoever wrote to the disk once is below the kernel from then on, and no tool on the host sees it.',
    remedy:
      'Switch Secure Boot on in the firmware (`systemctl reboot --firmware-setup`), or in the settings of the virtual machine; check by `mokutil --sb-state`.',
    references: ['anssi-bp-028:R3', 'nist-800-147:secure-boot'],
    evaluate: judgeSecureBoot,
  }),
  declareControl({
    ...onBoot,
    id: 'boot/uefi-setup-mode',
    title: 'The keys of the firmware are locked',
    severity: 'high',
    why: 'In setup mode anybody with root enrols a key, and then signs what the firmware starts.',
    remedy:
      'Enrol a platform key, or restore those of the maker, in the firmware (`systemctl reboot --firmware-setup`).',
    references: ['anssi-bp-028:R3'],
    evaluate: judgeSetupMode,
  }),
  declareControl({
    ...onBoot,
    id: 'boot/module-signatures',
    title: 'Unsigned kernel modules are refused',
    severity: 'medium',
    why: 'A module runs with all rights; without a signature nobody knows whose it is.',
    remedy:
      'Add `module.sig_enforce=1` to GRUB_CMDLINE_LINUX in /etc/default/grub, run `update-grub` and reboot. Sign drivers of your own first.',
    references: [
      'kspp:CONFIG_MODULE_SIG_FORCE',
      'anssi-bp-028:R18',
      'kernel-hardening-checker:module.sig_enforce',
    ],
    evaluate: judgeSignatures,
  }),
];
