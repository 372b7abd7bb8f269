export { HOST_COLLECTORS, collectHost, collectHostSource, hostName } from './host-collectors.js';
export type { HostCollectOptions, HostPass } from './host-collectors.js';
export type { EmitHostFact, HostCollector, HostRead, Settings } from './host-collector/host-collector.js';
export { collectorsErrors } from './errors.js';
