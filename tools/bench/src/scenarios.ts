import { apiLoad } from './api-load/api-load.js';
import { clusterAgent } from './cluster-agent/cluster-agent.js';
import { evaluate } from './evaluate/evaluate.js';
import { firstSync } from './first-sync/first-sync.js';
import { footprint, nodeFootprint } from './footprint/footprint.js';
import { hostPass } from './host/host-pass.js';
import { hostScan } from './host/host-scan.js';
import { ingest } from './ingest/ingest.js';
import { overview } from './overview/overview.js';
import { resync } from './resync/resync.js';
import type { Scenario } from './scenario.js';
import { scan } from './scan/scan.js';
import { scanStart } from './scan/scan-start.js';
import { visible } from './visible/visible.js';

/** In the order in which `--all` runs them. */
export const SCENARIOS: readonly Scenario[] = [
  scan,
  scanStart,
  ingest,
  evaluate,
  resync,
  overview,
  footprint,
  hostPass,
  hostScan,
  nodeFootprint,
  firstSync,
  visible,
  clusterAgent,
  apiLoad,
];
