import type { ApiReply } from '@plimsoll/testbed';

/** What the API server says of a pod: its checks by the reasons they give, or that the pod is not legal at all. */
export type TheirVerdict =
  { readonly decided: false } | { readonly decided: true; readonly reasons: readonly string[] };

/** The reason that each check gives (pod-security-admission, policy/check_*.go). Two checks may share one. */
const REASONS: Readonly<Record<string, string>> = {
  allowPrivilegeEscalation: 'allowPrivilegeEscalation != false',
  appArmorProfile: 'forbidden AppArmor profile',
  capabilities_baseline: 'non-default capabilities',
  capabilities_restricted: 'unrestricted capabilities',
  hostNamespaces: 'host namespaces',
  hostPathVolumes: 'hostPath volumes',
  hostPorts: 'hostPort',
  hostProbesAndHostLifecycle: 'probe or lifecycle host',
  privileged: 'privileged',
  procMount: 'procMount',
  procMount_restricted: 'procMount',
  restrictedVolumes: 'restricted volume types',
  runAsNonRoot: 'runAsNonRoot != true',
  runAsUser: 'runAsUser=0',
  seLinuxOptions: 'seLinuxOptions',
  seccompProfile_baseline: 'seccompProfile',
  seccompProfile_restricted: 'seccompProfile',
  sysctls: 'forbidden sysctls',
  windowsHostProcess: 'hostProcess',
};

/** The reasons of these checks as the API server writes them, sorted. */
export const reasonsOf = (checks: readonly string[]): string[] =>
  [...new Set(checks.map((check) => REASONS[check] ?? check))].toSorted();

const VIOLATES = /violates PodSecurity "[^"]*": (.*)$/s;

/** 201, 403 by Pod Security, or 4xx of a pod that is not legal. @throws Error for any other answer. */
export function theirVerdict({ status, text, body }: ApiReply): TheirVerdict {
  if (status === 201) return { decided: true, reasons: [] };
  if (status === 400 || status === 422) return { decided: false };
  const violation = VIOLATES.exec(messageOf(body))?.[1];
  if (status !== 403 || violation === undefined) throw new Error(`neither yes nor no: ${status} ${text}`);
  return { decided: true, reasons: reasonsIn(violation) };
}

const messageOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';

/** `reason (detail), reason (detail)`: the details, which may hold commas and brackets in quotes, fall away. */
function reasonsIn(violation: string): string[] {
  let text = violation.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replaceAll(/ ?\([^()]*\)/g, '');
  }
  return [...new Set(text.split(', ').map((reason) => reason.replace(/ profiles$/, ' profile')))].toSorted();
}
