import type { Control, SubjectView } from '@plimsoll/engine';
import type { Evidence, Judgement } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { unlessKubernetesNode } from '../settings/kubernetes-node.js';
import { notApplicable, readingOf, unreadable, type Reading } from '../settings/reading.js';
import { judgeWord } from './two-words.js';

const SOURCE = 'host/lsm';
const ENABLED = 'apparmor.enabled';
const ENFORCE = 'selinux.enforce';
const CONFIG = 'selinux.config.SELINUX';
export const RUNTIME_PROFILES: readonly string[] = [
  'cri-containerd.apparmor.d',
  'docker-default',
  'crio-default',
].map((name) => `apparmor.profile.${name}`);

const lsm = (view: SubjectView, key: string): Reading => readingOf(view, SOURCE, key);

/** AppArmor off is bad only where SELinux does not do its work. */
function judgeApparmor(view: SubjectView): Judgement {
  const enabled = lsm(view, ENABLED);
  if (enabled.kind === 'unknown') return enabled.judgement;
  const own =
    enabled.kind === 'text'
      ? judgeWord(ENABLED, enabled.text, 'Y', 'N')
      : ({ verdict: 'fail', evidence: [{ path: ENABLED, value: null, wanted: 'Y' }] } as const);
  if (own.verdict !== 'fail') return own;
  const selinux = lsm(view, ENFORCE);
  if (selinux.kind === 'unknown') return selinux.judgement;
  return selinux.kind === 'text' ? notApplicable('this host is confined by SELinux') : own;
}

function judgeProfiles(view: SubjectView): Judgement {
  const elsewhere = unlessKubernetesNode(view);
  if (elsewhere !== undefined) return elsewhere;
  const enabled = lsm(view, ENABLED);
  if (enabled.kind === 'unknown') return enabled.judgement;
  if (enabled.kind === 'absent' || enabled.text.trim() !== 'Y') return notApplicable('AppArmor is not on');
  const evidence: Evidence[] = [];
  for (const path of RUNTIME_PROFILES) {
    const profile = lsm(view, path);
    if (profile.kind === 'unknown') return profile.judgement;
    evidence.push({ path, value: profile.kind === 'text' ? profile.text : null, wanted: 'enforce' });
  }
  const inForce = evidence.filter(({ value }) => value === 'enforce');
  if (inForce.length > 0) return { verdict: 'pass', evidence: inForce };
  const loaded = evidence.filter(({ value }) => value !== null);
  return { verdict: 'fail', evidence: loaded.length > 0 ? loaded : evidence };
}

const NO_SELINUX = notApplicable('SELinux does not run in this kernel');

function judgeSelinux(view: SubjectView): Judgement {
  const enforce = lsm(view, ENFORCE);
  if (enforce.kind === 'unknown') return enforce.judgement;
  return enforce.kind === 'absent' ? NO_SELINUX : judgeWord(ENFORCE, enforce.text, '1', '0');
}

function judgeSelinuxConfig(view: SubjectView): Judgement {
  const enforce = lsm(view, ENFORCE);
  if (enforce.kind === 'unknown') return enforce.judgement;
  if (enforce.kind === 'absent') return NO_SELINUX;
  const config = lsm(view, CONFIG);
  if (config.kind === 'unknown') return config.judgement;
  if (config.kind === 'absent')
    return unreadable(`nothing says what the next boot will do: ${config.detail}`);
  return judgeWord(
    CONFIG,
    config.text,
    'enforcing',
    config.text.trim() === 'disabled' ? 'disabled' : 'permissive',
  );
}

const onLsm = { subjects: [SOURCE], needs: [SOURCE] } as const;

/** AppArmor and SELinux: which of the two confines the host, and whether it will after the next boot. */
export const confinementControls: readonly Control[] = [
  declareControl({
    ...onLsm,
    id: 'boot/apparmor-enabled',
    title: 'AppArmor is on, where it is the module in use',
    severity: 'high',
    why: 'The default profile of containers, which keeps them from mounts and from /proc, needs AppArmor in the kernel.',
    remedy:
      'Add `apparmor=1 security=apparmor` to GRUB_CMDLINE_LINUX in /etc/default/grub, run `update-grub` and reboot.',
    references: ['cis-ubuntu24.04:1.3.1.2', 'anssi-bp-028:R37'],
    evaluate: judgeApparmor,
  }),
  declareControl({
    ...onLsm,
    id: 'boot/apparmor-runtime-profile',
    title: "The container runtime's AppArmor profile is in force",
    severity: 'medium',
    why: 'Pods that ask for RuntimeDefault get this profile; in complain mode it only writes to the log.',
    remedy:
      'Run `aa-enforce cri-containerd.apparmor.d`; where it is missing, restart the container runtime, which loads it.',
    references: ['kubernetes:apparmor'],
    needs: [SOURCE, 'host/identity'],
    evaluate: judgeProfiles,
  }),
  declareControl({
    ...onLsm,
    id: 'boot/selinux-enforcing',
    title: 'SELinux enforces its policy',
    severity: 'high',
    why: 'In permissive mode SELinux allows everything and only writes to the log.',
    remedy:
      "Run `setenforce 1`, and `sed -i 's/^SELINUX=.*/SELINUX=enforcing/' /etc/selinux/config` so that it lasts.",
    references: ['cis-rhel10:1.3.1.5', 'stig:RHEL-09-431010', 'anssi-bp-028:R37'],
    evaluate: judgeSelinux,
  }),
  declareControl({
    ...onLsm,
    id: 'boot/selinux-config',
    title: 'SELinux will enforce after the next boot',
    severity: 'medium',
    why: 'What is switched on by hand alone is gone when the node restarts.',
    remedy: "Run `sed -i 's/^SELINUX=.*/SELINUX=enforcing/' /etc/selinux/config`. Flatcar ships permissive.",
    references: ['cis-rhel10:1.3.1.4', 'stig:RHEL-09-431010'],
    evaluate: judgeSelinuxConfig,
  }),
];
