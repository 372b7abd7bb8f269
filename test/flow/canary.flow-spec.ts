import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditedCluster, type Audited } from './support/audited.js';
import { Canaries, brokenManifests, secretHostFiles, secretManifests } from './support/canaries.js';
import { startCentre, type Centre } from './support/centre.js';
import { dumpDatabase } from './support/dump.js';
import { memoryLog } from './support/memory-log.js';
import { factsOf, progress, type Seen } from './support/read.js';

const secrets = new Canaries();
const allowed = new Canaries();
const agentLog = memoryLog('agent');
let centre: Centre;
let audited: Audited;
let seen: Seen;
let dump: string;

beforeAll(async () => {
  centre = await startCentre();
  audited = await auditedCluster(centre, allowed.plant('the name of a cluster'));
  seen = { store: centre.db.store, organizationId: centre.organizationId, clusterId: audited.clusterId };
  const plant = (place: string): string => secrets.plant(place);
  for (const [path, content] of Object.entries(secretHostFiles(plant)))
    await audited.host.write(path, content);
  await audited.write('secrets.json', [
    ...secretManifests(plant),
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: allowed.plant('the name of an object'), namespace: 'shop' },
      spec: {
        containers: [
          { name: 'c', image: 'i', env: [{ name: 'A', value: 'b' }], securityContext: { privileged: true } },
        ],
      },
    },
  ]);
  const agent = await audited.startAgent(agentLog.logger);
  await centre.until(
    () => progress(seen),
    ({ settled, units }) => settled && units['kube/core/Secret'] === 'complete',
  );
  for (const [name, text] of Object.entries(brokenManifests(plant))) {
    await audited.write(name, text);
    await agent.refresh(); // one at a time: a pass tells of its first broken document
    await audited.delete(name);
  }
  await centre.until(
    () => progress(seen),
    ({ settled, units }) => settled && units['kube/core/Pod'] === 'not-collected',
  );
  await agent.stop();
  dump = await dumpDatabase(centre.db.ownerUrl);
});
afterAll(async () => {
  await audited.close();
  await centre.close();
});

describe('secrets of the cluster', () => {
  it('were planted where facts were read', async () => {
    const facts = await factsOf(seen);
    const sources = new Set(facts.map(({ source }) => source));
    for (const source of ['kube/core/Secret', 'kube/core/ConfigMap', 'kube/core/Pod', 'kube/batch/CronJob'])
      expect(sources).toContain(source);
    expect(sources).toContain('host/boot');
    expect(facts.filter(({ body }) => body.includes('[redacted]')).length).toBeGreaterThanOrEqual(5);
    expect(secrets.places.length).toBeGreaterThan(60);
  });

  it('are in no frame of the link', () => {
    expect(centre.recording.frames.length).toBeGreaterThan(10);
    expect(secrets.foundIn(Buffer.concat(centre.recording.frames))).toEqual([]);
  });

  it('are in no table of the database, in no encoding', () => {
    expect(secrets.foundIn(dump)).toEqual([]);
  });

  it('are in no log of either side', () => {
    expect(agentLog.text()).toContain('broken-flow.yaml');
    expect(centre.log.text().length).toBeGreaterThan(0);
    expect(secrets.foundIn(agentLog.text())).toEqual([]);
    expect(secrets.foundIn(centre.log.text())).toEqual([]);
  });

  it('would be found: names that may leave are, in frames and in the database', () => {
    const frames = Buffer.concat(centre.recording.frames);
    expect(allowed.foundIn(frames)).toEqual(allowed.places);
    expect(allowed.foundIn(dump)).toEqual(allowed.places);
  });

  it('would be found in Base64 at every alignment and in hexadecimal', () => {
    const one = new Canaries();
    const secret = one.plant('here');
    for (const prefix of ['', 'a', 'ab', 'abc'])
      expect(one.foundIn(Buffer.from(`${prefix}${secret}${prefix}`).toString('base64'))).toEqual(['here']);
    expect(one.foundIn(Buffer.from(`x${secret}`).toString('hex'))).toEqual(['here']);
    expect(one.foundIn(secret.slice(1))).toEqual([]);
  });
});
