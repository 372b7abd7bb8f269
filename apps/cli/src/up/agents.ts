import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { writeFile } from 'node:fs/promises';
import { createEnrollmentToken, operator } from '@plimsoll/identity';
import { enroll, writeAgentState } from '@plimsoll/link-client';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { VERSION } from '../version.js';
import type { Administration, Ready } from './centre.js';
import { startChild, type Child } from './child.js';
import { exists, type Installation } from './installation.js';
import { programs } from './programs.js';

/** A small young generation: an agent makes little garbage, and its footprint is what people see. */
const SMALL = ['--max-semi-space-size=1'];
const DEMO_LABELS = { 'plimsoll.dev/demo': 'true' };

export interface Enrollment {
  readonly address: string;
  readonly caPin: string;
  readonly token: string;
}

/** A token for clusters of our own, good for ten minutes. */
export async function enrollment(
  { context, first }: Administration,
  { enrollmentPort, caPin }: Ready,
  wanted: {
    readonly description: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly maxUses: number;
  },
): Promise<Enrollment> {
  const { text } = await createEnrollmentToken(context, operator(first.organizationId), {
    ...wanted,
    expiresInSeconds: 600,
  });
  return { address: `127.0.0.1:${enrollmentPort}`, caPin, token: text };
}

/** Runs the agent of this machine, which is enrolled first where it is not yet. */
export async function startHostAgent(
  installation: Installation,
  administration: Administration,
  ready: Ready,
): Promise<Child> {
  if (!(await exists(installation.hostState))) {
    const way = await enrollment(administration, ready, { description: 'this machine', maxUses: 1 });
    const cluster = { kind: 'host', uid: randomUUID(), name: hostname() } as const;
    const state = await enroll({
      ...way,
      cluster,
      agentVersion: VERSION,
      clock: systemClock,
      logger: silentLogger,
    });
    await writeAgentState(installation.hostState, state);
  }
  return startChild({
    name: 'agent',
    program: programs().agent,
    flags: SMALL,
    logs: installation.logs,
    environment: { AGENT_ROLE: 'node', AGENT_HOST_ROOT: '/', AGENT_STATE_FILE: installation.hostState },
  });
}

/** Runs the demo fleet, which enrols itself the first time. A demo that was removed does not come back. */
export async function startDemo(
  installation: Installation,
  administration: Administration,
  ready: Ready,
  clusters: number,
): Promise<Child> {
  const offered = await exists(installation.demoOffered);
  const way = offered
    ? undefined
    : await enrollment(administration, ready, {
        description: 'the demo fleet',
        labels: DEMO_LABELS,
        maxUses: clusters,
      });
  await writeFile(installation.demoOffered, '');
  return startChild({
    name: 'fleet',
    program: programs().fleet,
    logs: installation.logs,
    environment: {
      FLEET_STATE_FOLDER: installation.demoStates,
      ...(way && { FLEET_ENROLLMENT_ADDRESS: way.address, FLEET_CA_PIN: way.caPin, FLEET_TOKEN: way.token }),
    },
  });
}
