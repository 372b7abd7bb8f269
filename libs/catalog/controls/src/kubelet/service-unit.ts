import type { Control, SubjectView } from '@plimsoll/engine';
import type { Judgement } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { passOrFail } from '../judgement.js';
import { notApplicable, readingOf } from '../settings/reading.js';
import { COMPONENT_FILES } from '../components/flag-control.js';

export const UNIT = 'kubelet.service';
export const DENIED = 'kubelet.service IPAddressDeny';

/** `any` stands for both of the others. */
const deniesAll = (text: string): boolean => {
  const words = text.split(' ');
  return words.includes('any') || (words.includes('0.0.0.0/0') && words.includes('::/0'));
};

function evaluate(view: SubjectView): Judgement {
  const unit = readingOf(view, COMPONENT_FILES, UNIT);
  if (unit.kind === 'unknown') return unit.judgement;
  if (unit.kind === 'absent') return notApplicable('systemd starts no kubelet on this host');
  const denied = readingOf(view, COMPONENT_FILES, DENIED);
  if (denied.kind === 'unknown') return denied.judgement;
  const value = denied.kind === 'text' ? denied.text : null;
  return passOrFail(value !== null && deniesAll(value), [
    { path: DENIED, value, wanted: 'any' },
    { path: UNIT, value: unit.text, wanted: 'where it was read' },
  ]);
}

export const serviceUnit: Control = declareControl({
  id: 'kubelet/service-ip-address-deny',
  title: 'systemd lets the kubelet talk to named addresses only',
  severity: 'low',
  why: 'A kubelet needs the API server and its own node; what else it can reach an intruder can reach from it.',
  remedy:
    'Run `systemctl edit kubelet`, write `[Service]`, `IPAddressDeny=any` and an `IPAddressAllow=` with the addresses of the API server, the pods and the node, then `systemctl restart kubelet`.',
  references: ['cis-kubernetes-1.11:4.2.15'],
  subjects: [COMPONENT_FILES],
  needs: [COMPONENT_FILES],
  evaluate,
});
