import type { SubjectView } from '@plimsoll/engine';
import type { Judgement } from '@plimsoll/model';
import { notApplicable, readingOf } from '../settings/reading.js';

/** A node on which IPv6 is switched off has nothing to forward. */
export function withoutIpv6(text: string, view: SubjectView): Judgement | undefined {
  if (text.trim() === '1') return undefined;
  const disabled = readingOf(view, 'host/sysctl', 'net.ipv6.conf.all.disable_ipv6');
  if (disabled.kind === 'unknown') return disabled.judgement;
  return disabled.kind === 'text' && disabled.text.trim() === '1'
    ? notApplicable('IPv6 is switched off on this node')
    : undefined;
}
