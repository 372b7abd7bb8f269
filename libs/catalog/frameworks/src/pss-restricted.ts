import { declareFramework, podSecurityRequirement } from './declare.js';

const since = (from: string) => ({ from, otherwise: `the check begins with policy version ${from}` });
const until = (to: string, check: string) => ({
  to,
  otherwise: `replaced by ${check} after policy version ${to}`,
});

/**
 * The checks of restricted, and those of baseline that none of them replaces at the version of the cluster.
 * `hostPathVolumes` is replaced by `restrictedVolumes` in all of them.
 */
export const pssRestricted = declareFramework({
  id: 'pss-restricted',
  title: 'Pod Security Standards, restricted',
  revision: 'policy versions 1.0 to 1.37',
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  requirements: [
    podSecurityRequirement('appArmorProfile'),
    podSecurityRequirement('capabilities_baseline', until('1.21', 'capabilities_restricted')),
    podSecurityRequirement('hostNamespaces'),
    podSecurityRequirement('hostPorts'),
    podSecurityRequirement('hostProbesAndHostLifecycle', since('1.34')),
    podSecurityRequirement('privileged'),
    podSecurityRequirement('procMount', until('1.34', 'procMount_restricted')),
    podSecurityRequirement('seLinuxOptions'),
    podSecurityRequirement('seccompProfile_baseline', until('1.18', 'seccompProfile_restricted')),
    podSecurityRequirement('sysctls'),
    podSecurityRequirement('windowsHostProcess'),
    podSecurityRequirement('allowPrivilegeEscalation', since('1.8')),
    podSecurityRequirement('capabilities_restricted', since('1.22')),
    podSecurityRequirement('procMount_restricted', since('1.35')),
    podSecurityRequirement('restrictedVolumes'),
    podSecurityRequirement('runAsNonRoot'),
    podSecurityRequirement('runAsUser', since('1.23')),
    podSecurityRequirement('seccompProfile_restricted', since('1.19')),
  ],
});
