import { SOURCE_IDS, sourceDefinition, type JsonObject, type SourceId } from '@plimsoll/model';
import { items, member, text } from '../json-access.js';
import type { SubjectFacts } from './subject-facts.js';

/** Sources that an agent on a node gives. */
export const AGENT_SOURCES: readonly SourceId[] = SOURCE_IDS.filter(
  (source) => sourceDefinition(source).role === 'node',
);
const OF_AGENTS: ReadonlySet<string> = new Set(AGENT_SOURCES);

export const isOfAgents = (source: SourceId): boolean => OF_AGENTS.has(source);

/** What stands for an agent of a node. */
export type NodeAgent =
  /** One has reported, or what it reported was refused; or the subject is no node. */
  | { readonly kind: 'there' }
  /** Nobody has reported from this node. */
  | { readonly kind: 'none' }
  /** None can run there, and the controls of node agents say nothing of it. */
  | { readonly kind: 'impossible'; readonly reason: string };

const THERE: NodeAgent = { kind: 'there' };

/**
 * Whether a node has an agent, or could have one. What an agent reports counts before what the Node object says of
 * itself: labels are words, facts are not.
 */
export function nodeAgentOf({ subject, facts, rejected }: SubjectFacts): NodeAgent {
  if (subject.group !== '' || subject.kind !== 'Node') return THERE;
  if (Object.keys(facts).some((source) => OF_AGENTS.has(source))) return THERE;
  if (rejected && [...rejected].some(isOfAgents)) return THERE;
  const body = facts['kube/core/Node'];
  const reason = body?.shape === 'object' ? otherPlatform(body.object) : undefined;
  return reason === undefined ? { kind: 'none' } : { kind: 'impossible', reason };
}

/** Why no agent can look at the node; undefined for a machine that runs Linux. */
function otherPlatform(node: JsonObject): string | undefined {
  const labels = member(node.metadata, 'labels');
  const info = member(node.status, 'nodeInfo');
  const system = text(member(info, 'operatingSystem')) || text(member(labels, 'kubernetes.io/os'));
  if (system.toLowerCase() === 'windows') return 'only on Linux, and this node runs Windows';
  const virtual = virtualBy(node);
  return virtual && `only on machines, and this node is a virtual one: ${virtual}`;
}

const VIRTUAL_LABELS: readonly (readonly [label: string, value: string])[] = [
  ['type', 'virtual-kubelet'],
  ['kubernetes.io/role', 'virtual-kubelet'],
  ['eks.amazonaws.com/compute-type', 'fargate'],
];
const VIRTUAL_TAINT = 'virtual-kubelet.io/provider';
/** `aws:///eu-west-1a/0123abcd/fargate-ip-10-0-0-1.eu-west-1.compute.internal` */
const FARGATE = /^aws:\/\/.*\/fargate-[^/]+$/;

/** The sign by which there is neither a machine nor a kernel of its own behind a Node; undefined without one. */
function virtualBy(node: JsonObject): string | undefined {
  const labels = member(node.metadata, 'labels');
  const label = VIRTUAL_LABELS.find(([name, value]) => text(member(labels, name)) === value);
  if (label) return `its label ${label.join('=')}`;
  const taint = items(member(node.spec, 'taints')).find((one) => text(member(one, 'key')) === VIRTUAL_TAINT);
  if (taint !== undefined) return `its taint ${VIRTUAL_TAINT}`;
  return FARGATE.test(text(member(node.spec, 'providerID'))) ? 'its providerID is of Fargate' : undefined;
}
