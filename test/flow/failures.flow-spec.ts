import { randomUUID } from 'node:crypto';
import { kubeFact } from '@plimsoll/collectors';
import { ORDINARY, generateObjects } from '@plimsoll/fleet';
import {
  createEnrollmentToken,
  listEnrollmentTokens,
  operator,
  revokeEnrollmentToken,
} from '@plimsoll/identity';
import { createCertificateAuthority } from '@plimsoll/link-certificates';
import {
  enroll,
  parseAddress,
  readAgentState,
  writeAgentState,
  type EnrollOptions,
} from '@plimsoll/link-client';
import { canonicalBody, subjectKey, type JsonObject } from '@plimsoll/model';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditedCluster, type Audited } from './support/audited.js';
import { startCentre, type Centre } from './support/centre.js';
import { cuttingProxy } from './support/cutting-proxy.js';
import { memoryLog } from './support/memory-log.js';
import { factsOf, isWhole, progress, query, type Seen } from './support/read.js';

let centre: Centre;
let audited: Audited;
let seen: Seen;
const OBJECTS = [...generateObjects({ seed: 5, objects: 300, habits: ORDINARY })];
const pod = (name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop' },
  spec: { containers: [{ name: 'c', image: 'i' }] },
  ...more,
});

beforeAll(async () => {
  centre = await startCentre();
});
afterAll(() => centre.close());
beforeEach(async () => {
  audited = await auditedCluster(centre);
  seen = { store: centre.db.store, organizationId: centre.organizationId, clusterId: audited.clusterId };
});
afterEach(() => audited.close());

const admin = () => operator(centre.organizationId);
const enrolling = async (more: Partial<EnrollOptions>): Promise<EnrollOptions> => ({
  address: centre.enrollmentAddress,
  caPin: centre.authority.pin,
  token: (await createEnrollmentToken(centre.identity, admin(), { description: 'failing' })).text,
  cluster: { kind: 'kubernetes', uid: randomUUID(), name: 'failing' },
  agentVersion: '0.1.0',
  clock: systemClock,
  logger: silentLogger,
  ...more,
});
const usesOfLast = async () => (await listEnrollmentTokens(centre.identity, admin()))[0]?.uses;

describe('enrolment that must fail', () => {
  it('keeps the token from a centre whose pin is another one', async () => {
    const other = await createCertificateAuthority(Date.now());
    const options = await enrolling({ caPin: other.pin });
    await expect(enroll(options)).rejects.toMatchObject({ code: 'LINK_CA_PIN_MISMATCH' });
    expect(await usesOfLast()).toBe(0);
    const state = await enroll({ ...options, caPin: centre.authority.pin });
    expect(state.clusterId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses a token that is malformed, altered, used or revoked, never showing it', async () => {
    const options = await enrolling({});
    await enroll(options);
    const revoked = await createEnrollmentToken(centre.identity, admin());
    await revokeEnrollmentToken(centre.identity, admin(), revoked.token.id);
    const altered = options.token.replace(/[A-Za-z](?=[^A-Za-z]*$)/, (letter) =>
      letter === 'x' ? 'y' : 'x',
    );
    const codes: string[] = [];
    for (const token of ['nonsense', altered, options.token, revoked.text]) {
      const cluster = { ...options.cluster, uid: randomUUID() };
      const refused: { code?: string; message: string; hint?: string } = await enroll({
        ...options,
        token,
        cluster,
      }).then(
        () => ({ message: 'enrolled' }),
        (error: Error) => error,
      );
      codes.push(refused.code ?? refused.message);
      expect(`${refused.message}${refused.hint}`).not.toContain(token);
    }
    expect(codes.slice(2)).toEqual(['ENROLLMENT_TOKEN_USED', 'ENROLLMENT_TOKEN_REVOKED']);
    expect(codes.slice(0, 2)).toEqual(['TOKEN_REFUSED', 'TOKEN_REFUSED']);
  });

  it('names a clock that is ten minutes off, and warns of one that is three', async () => {
    const off = (minutes: number) => ({ now: () => Date.now() + minutes * 60_000 });
    for (const minutes of [10, -10])
      await expect(enroll(await enrolling({ clock: off(minutes) }))).rejects.toMatchObject({
        code: 'LINK_CLOCK_SKEW',
      });
    expect(await usesOfLast()).toBe(0);
    const log = memoryLog('agent');
    await enroll(await enrolling({ clock: off(3), logger: log.logger }));
    expect(log.text()).toContain('clock differs');
  });
});

/** What the manifests give, by subject. */
const expected = (): ReadonlyMap<string, string> =>
  new Map(
    OBJECTS.flatMap((object) => {
      const fact = kubeFact(object);
      return fact ? [[subjectKey(fact.subject), canonicalBody(fact.body)] as const] : [];
    }),
  );
const storedObjects = async () =>
  new Map(
    (await factsOf(seen))
      .filter(({ source }) => source.startsWith('kube/'))
      .map(({ subject_key: key, body }) => [key, body]),
  );

describe('a stream that fails', () => {
  it('is cut in mid-frame again and again, and ends whole', async () => {
    await audited.write('all.json', OBJECTS);
    const state = await readAgentState(audited.statePath);
    const { port } = parseAddress(state.streamAddress);
    const proxy = await cuttingProxy(port, [200, 2_500, 4_000, 9_000, 15_000]);
    await writeAgentState(audited.statePath, { ...state, streamAddress: `127.0.0.1:${proxy.port}` });
    const log = memoryLog('agent');
    await audited.startAgent(log.logger);
    await centre.until(() => progress(seen), isWhole);
    expect(await storedObjects()).toEqual(expected());
    expect(proxy.cuts()).toBeGreaterThanOrEqual(3);
    await proxy.close();
  }, 60_000);

  it('is taken over by a second agent of the same identity; the first one writes nothing more', async () => {
    await audited.write('all.json', [pod('a')]);
    const log = memoryLog('first');
    const first = await audited.startAgent(log.logger);
    await centre.until(() => progress(seen), isWhole);
    await audited.startAgent();
    const said = () => Promise.resolve(log.text());
    await centre.until(said, (text) => /SUPERSEDED/i.test(text));
    await first.stop();
    await audited.write('all.json', [pod('b')]);
    await centre.until(
      async () =>
        (
          await query<{ connected: string | null }>(
            seen,
            'select connected_stream::text as connected from clusters where cluster_id = $1',
          )
        )[0],
      (row) => row?.connected !== null,
    );
    expect([...(await storedObjects()).keys()]).toEqual(['/Pod/shop/a']);
  });

  it('comes back after the gateway was gone, and a change made meanwhile arrives', async () => {
    await audited.write('all.json', [pod('a')]);
    const agent = await audited.startAgent();
    await centre.until(() => progress(seen), isWhole);
    await centre.stopGateway();
    await audited.write('all.json', [pod('b')]);
    await agent.refresh();
    await centre.restartGateway();
    const objects = await centre.until(
      storedObjects,
      (now) => now.has('/Pod/shop/b') && !now.has('/Pod/shop/a'),
    );
    expect([...objects.keys()]).toEqual(['/Pod/shop/b']);
  });
});

describe('bad input amid good', () => {
  it('of manifests is told with its place, and every good document arrives', async () => {
    await audited.write('a-good.json', [pod('first')]);
    await audited.write('b-nul.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: "nul\0"}\n');
    await audited.write('c-large.json', [
      pod('large', { metadata: { name: 'large', labels: { a: 'x'.repeat(3_000_000) } } }),
    ]);
    await audited.write('d-unknown.json', [
      { apiVersion: 'example.org/v1', kind: 'Thing', metadata: { name: 't' } },
    ]);
    await audited.write('e-good.json', [pod('last')]);
    const log = memoryLog('agent');
    const agent = await audited.startAgent(log.logger);
    await centre.until(
      () => progress(seen),
      ({ units }) => units['host/sysctl'] === 'complete' && units['kube/core/Pod'] === 'not-collected',
    );
    await agent.refresh(); // what an incomplete first pass saw before the stream was open is sent by the next
    await centre.until(
      storedObjects,
      (objects) => objects.has('/Pod/shop/first') && objects.has('/Pod/shop/last'),
    );
    expect([...(await storedObjects()).keys()].some((key) => key.includes('nul'))).toBe(false);
    expect(log.text()).toContain('b-nul.yaml');
  });
});
