export { openHostFiles } from './host/open-host-files.js';
export type {
  HostFileKind,
  HostFiles,
  HostStat,
  ListLimits,
  ReadLimits,
  ReadOutcome,
} from './host/host-files.js';
