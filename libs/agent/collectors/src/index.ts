export { HOST_COLLECTORS, collectHost, collectHostSource, hostName } from './host-collectors.js';
export type { HostCollectOptions, HostPass } from './host-collectors.js';
export type {
  AnyHostCollector,
  HostCollector,
  HostFilesCollector,
  HostRead,
  Settings,
} from './host-collector/host-collector.js';
export { hostMounts } from './host-mounts/host-mounts.js';
export type { HostMount, HostMounts, SourceRead } from './host-mounts/host-mounts.js';
export { cmdlineSettings } from './host-cmdline/cmdline-settings.js';
export { KNOWN_MODULES } from './host-modules/known-modules.js';
export { looksLikeCmdline } from './host-cmdline/looks-like-cmdline.js';
export { sysctlSettings } from './host-sysctl/sysctl-output.js';
export { kernelConfigSettings } from './host-kconfig/kernel-config.js';
export { collectorsErrors } from './errors.js';
export { collectManifest } from './manifest/collect-manifest.js';
export type { Emit } from './manifest/collect-manifest.js';
export { kubeFact, kubeSubject } from './manifest/kube-fact.js';
export { REDACTED } from './redaction/marker.js';
export { redactObject } from './redaction/redact-object.js';
