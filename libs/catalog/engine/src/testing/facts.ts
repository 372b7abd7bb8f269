import {
  kubeSource,
  type Fact,
  type FactBody,
  type JsonObject,
  type Setting,
  type SourceId,
} from '@plimsoll/model';
import { member, text } from '../json-access.js';

/** The fact of a Kubernetes object, as its source would give it; throws for a kind that no source has. */
export function objectFact(object: JsonObject, instance = ''): Fact {
  const [apiVersion, kind] = [text(object.apiVersion), text(object.kind)];
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const source = kubeSource(group, kind);
  if (source === undefined) throw new RangeError(`no source gives ${apiVersion} ${kind}`);
  const namespace = text(member(object.metadata, 'namespace'));
  const subject = {
    group,
    kind,
    namespace,
    name: text(member(object.metadata, 'name')),
    ...(instance && { instance }),
  };
  return { source, partition: '', subject, body: { shape: 'object', object } };
}

/** The fact of a node's settings. */
export function nodeFact(
  source: SourceId,
  settings: Readonly<Record<string, Setting>>,
  node = 'node-1',
): Fact {
  const body: FactBody = { shape: 'settings', settings };
  return { source, partition: node, subject: { group: '', kind: 'Node', namespace: '', name: node }, body };
}

/** `cluster/version` as an agent gives it. */
export function versionFact(gitVersion: string): Fact {
  const body: FactBody = { shape: 'settings', settings: { gitVersion } };
  return {
    source: 'cluster/version',
    partition: '',
    subject: { group: '', kind: 'Cluster', namespace: '', name: 'cluster' },
    body,
  };
}

/** Facts by their source, as derivations take them. */
export function bySource(facts: readonly Fact[]): Map<SourceId, readonly Fact[]> {
  const map = new Map<SourceId, readonly Fact[]>();
  for (const fact of facts) map.set(fact.source, [...(map.get(fact.source) ?? []), fact]);
  return map;
}
