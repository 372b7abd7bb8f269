// Writes testdata/protocol-1.json: what an agent of protocol 1 said on two streams. Run once a protocol version, on the
// build that introduces it, and never again: the recording stands for agents that are out there.
//   npm run build && node test/compat/record.mjs
import { existsSync, writeFileSync } from 'node:fs';
import { kubeFact } from '@plimsoll/collectors';
import { LINK_METHODS, LINK_PROTOCOL, packChanges } from '@plimsoll/link-contract';
import {
  Buckets,
  TRIM_VERSION,
  bodyDigest,
  bucketOf,
  canonicalBody,
  factDigest,
  stateRoot,
  subjectKey,
} from '@plimsoll/model';

const PROTOCOL = 1;
const file = new URL(`testdata/protocol-${PROTOCOL}.json`, import.meta.url);
if (existsSync(file)) throw new Error(`${file.pathname} is recorded already`);
if (LINK_PROTOCOL.max !== PROTOCOL) throw new Error('this build speaks another protocol');

const pod = (name, privileged) =>
  kubeFact({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', uid: `uid-${name}` },
    spec: { containers: [{ name: 'c', image: 'registry.example/c:1', securityContext: { privileged } }] },
  });
const sysctl = {
  source: 'host/sysctl',
  partition: 'node-1',
  subject: { group: '', kind: 'Node', namespace: '', name: 'node-1' },
  body: {
    shape: 'settings',
    settings: { 'kernel.kptr_restrict': '1', 'kernel.dmesg_restrict': { unreadable: 'permission' } },
  },
};
const first = [pod('a', true), pod('b', false), pod('ü/%', false), sysctl];
const kept = [pod('a', false), pod('ü/%', false), sysctl];

const digestOf = ({ subject, body }) =>
  factDigest(subjectKey(subject), TRIM_VERSION, bodyDigest(canonicalBody(body)));
const bodyChange = (fact) => ({
  $typeName: 'plimsoll.link.v1.FactChange',
  source: fact.source,
  partition: fact.partition,
  subjectKey: subjectKey(fact.subject),
  digest: digestOf(fact),
  trimVersion: TRIM_VERSION,
  change: { case: 'body', value: Buffer.from(canonicalBody(fact.body)) },
});
const endChange = (fact) => ({
  ...bodyChange(fact),
  digest: new Uint8Array(0),
  change: { case: 'ended', value: { $typeName: 'plimsoll.link.v1.FactChange.Ended' } },
});

/** The root of each (source, partition) of the facts. */
function rootsOf(facts) {
  const units = Map.groupBy(facts, ({ source, partition }) => JSON.stringify({ source, partition }));
  return [...units].map(([unit, own]) => {
    const buckets = new Buckets();
    for (const fact of own) buckets.add(bucketOf(subjectKey(fact.subject)), digestOf(fact));
    return { ...JSON.parse(unit), root: buckets.root() };
  });
}
const hello = (roots) => ({
  case: 'hello',
  value: {
    $typeName: 'plimsoll.link.v1.Hello',
    protocolMin: PROTOCOL,
    protocolMax: PROTOCOL,
    capabilities: [],
    agentVersion: '0.1.0',
    instanceId: 'recorded',
    agentTimeMs: 1_795_000_000_000n,
    stateRoot: roots.length === 0 ? new Uint8Array(0) : stateRoot(roots),
    roots: roots.map((root) => ({ $typeName: 'plimsoll.link.v1.PartitionRoot', ...root })),
  },
});
const facts = (changes) => ({ case: 'facts', value: packChanges(changes) });
const epochs = (roots) =>
  roots.map(({ root, ...unit }) => ({
    case: 'epochEnd',
    value: { $typeName: 'plimsoll.link.v1.EpochEnd', ...unit, outcome: { case: 'root', value: root } },
  }));
const notCollected = {
  case: 'epochEnd',
  value: {
    $typeName: 'plimsoll.link.v1.EpochEnd',
    source: 'host/boot',
    partition: 'node-1',
    outcome: {
      case: 'notCollected',
      value: {
        $typeName: 'plimsoll.link.v1.EpochEnd.NotCollected',
        reason: 'not-mounted',
        detail: 'no host',
      },
    },
  },
};

const stream = (frames) =>
  frames.map((frame, index) =>
    LINK_METHODS.connect
      .requestSerialize({ $typeName: 'plimsoll.link.v1.ConnectRequest', sequence: BigInt(index + 1), frame })
      .toString('base64'),
  );
const recording = {
  protocol: PROTOCOL,
  streams: [
    stream([
      hello([]),
      facts(first.map(bodyChange)),
      ...epochs(rootsOf(first)),
      notCollected,
      facts([bodyChange(pod('a', false)), endChange(pod('b', false))]),
      ...epochs(rootsOf(kept)),
    ]),
    stream([hello(rootsOf(kept))]),
  ],
  stored: kept.map((fact) => ({
    subject: subjectKey(fact.subject),
    source: fact.source,
    digest: Buffer.from(digestOf(fact)).toString('hex'),
    body: canonicalBody(fact.body),
  })),
};
writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
