export { openHostFiles } from './host/open-host-files.js';
export type {
  HostFileKind,
  HostFiles,
  HostStat,
  ListLimits,
  ReadLimits,
  ReadOutcome,
} from './host/host-files.js';
export { kubeErrors } from './kube/errors.js';
export { manifestErrors } from './manifests/errors.js';
export { listManifestFiles } from './manifests/list-manifest-files.js';
export type { ManifestFiles } from './manifests/list-manifest-files.js';
export { MAX_FILE_BYTES, readManifestFile } from './manifests/read-manifest-file.js';
export type { FileBytes } from './manifests/read-manifest-file.js';
export { readStandardInput } from './manifests/read-standard-input.js';
export { MAX_OBJECT_BYTES, parseManifests } from './manifests/parse-manifests.js';
export { readManifests } from './manifests/read-manifests.js';
export type { ManifestDocument, ManifestFile, ManifestProblem, ManifestRead } from './manifests/manifest.js';
