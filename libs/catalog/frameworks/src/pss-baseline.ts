import { declareFramework, podSecurityRequirement } from './declare.js';

/** Follows the version of the cluster: the controls know how the rules changed. */
export const pssBaseline = declareFramework({
  id: 'pss-baseline',
  title: 'Pod Security Standards, baseline',
  revision: 'policy versions 1.0 to 1.37',
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  requirements: [
    podSecurityRequirement('appArmorProfile'),
    podSecurityRequirement('capabilities_baseline'),
    podSecurityRequirement('hostNamespaces'),
    podSecurityRequirement('hostPathVolumes'),
    podSecurityRequirement('hostPorts'),
    podSecurityRequirement('hostProbesAndHostLifecycle', {
      from: '1.34',
      otherwise: 'the check begins with policy version 1.34',
    }),
    podSecurityRequirement('privileged'),
    podSecurityRequirement('procMount'),
    podSecurityRequirement('seLinuxOptions'),
    podSecurityRequirement('seccompProfile_baseline'),
    podSecurityRequirement('sysctls'),
    podSecurityRequirement('windowsHostProcess'),
  ],
});
