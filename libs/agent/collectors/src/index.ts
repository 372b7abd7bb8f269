export { HOST_COLLECTORS, collectHost, collectHostSource, hostName } from './host-collectors.js';
export type { HostCollectOptions, HostPass } from './host-collectors.js';
export type { HostCollector, HostRead, Settings } from './host-collector/host-collector.js';
export { collectorsErrors } from './errors.js';
export { collectManifest } from './manifest/collect-manifest.js';
export type { Emit } from './manifest/collect-manifest.js';
export { kubeFact, kubeSubject } from './manifest/kube-fact.js';
export { REDACTED } from './redaction/marker.js';
export { redactObject } from './redaction/redact-object.js';
