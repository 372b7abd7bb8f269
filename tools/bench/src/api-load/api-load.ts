import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Testbed } from '@plimsoll/testbed';
import { rounded, type Measured } from '../figure.js';
import { startLiveCentre, untilPosture, type LiveCentre } from '../live/live-centre.js';
import { startCluster } from '../live/live-cluster.js';
import type { Bench, Scenario } from '../scenario.js';

const OBJECTS = 2_000;
const WITHIN_MS = 120_000;
/** Longer than the five minutes between two looks at permissions. */
const IDLE_MS = 330_000;
const HOUR_MS = 3_600_000;

export const apiLoad: Scenario = {
  name: 'api-load',
  meaning:
    'lists that the cluster agent asks a real API server for in an idle hour, and all its other requests',
  run: async (bench) => {
    const testbed = await startCluster(OBJECTS, bench.progress);
    const live = await startLiveCentre(bench);
    try {
      return await measured(bench, testbed, live);
    } finally {
      await live.close();
      await testbed.stop();
    }
  },
};

async function measured({ progress }: Bench, testbed: Testbed, live: LiveCentre): Promise<Measured> {
  const agent = await live.startAgent(testbed.kubeconfig);
  const { facts } = await untilPosture(live.centre, agent, WITHIN_MS);
  const first = await requests(testbed.auditLog);
  progress(`${facts} facts are posture; idle for ${IDLE_MS / 1000} s`);
  await wait(IDLE_MS);
  const idle = (await requests(testbed.auditLog)).slice(first.length);
  const perHour = HOUR_MS / IDLE_MS;
  const ofKind = (kind: Kind): number => idle.filter((one) => one === kind).length * perHour;
  return {
    scenario: 'api-load',
    value: ofKind('list'),
    unit: 'lists an hour',
    floor: null,
    target: { of: 'value', is: 'at most', bound: 0 },
    extras: {
      requestsAnHour: rounded(idle.length * perHour),
      byKind: Object.fromEntries(KINDS.map((kind) => [kind, rounded(ofKind(kind))])),
      firstSync: Object.fromEntries(KINDS.map((kind) => [kind, first.filter((one) => one === kind).length])),
      overSeconds: IDLE_MS / 1000,
      facts,
    },
  };
}

const KINDS = ['list', 'watch', 'review', 'read', 'discovery'] as const;
type Kind = (typeof KINDS)[number];

interface AuditEvent {
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent?: string;
  readonly objectRef?: unknown;
}

/** Everything that the agent asked for so far, in order; a watch that is open counts once, when it was begun. */
async function requests(auditLog: string): Promise<readonly Kind[]> {
  const text = await readFile(auditLog, 'utf8');
  return text.split('\n').flatMap((line): Kind[] => {
    if (!line.includes('"userAgent":"plimsoll-agent')) return [];
    const event: AuditEvent = JSON.parse(line);
    const begun =
      event.stage === 'ResponseStarted' || (event.stage === 'ResponseComplete' && event.verb !== 'watch');
    return begun ? [kindOf(event)] : [];
  });
}

function kindOf({ verb, requestURI, objectRef }: AuditEvent): Kind {
  if (requestURI.includes('/selfsubject')) return 'review';
  if (objectRef === undefined) return 'discovery';
  if (verb === 'watch') return requestURI.includes('sendInitialEvents=true') ? 'list' : 'watch';
  return verb === 'list' ? 'list' : 'read';
}
