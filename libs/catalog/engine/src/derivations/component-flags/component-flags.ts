import {
  CONTROL_PLANE,
  type ControlPlaneComponent,
  type Fact,
  type JsonObject,
  type JsonValue,
  type Setting,
  type SourceId,
  type Subject,
} from '@plimsoll/model';
import type { Derivation, DerivedKey } from '../../derivation.js';
import { isObject, member, text } from '../../json-access.js';
import { distributionNamed, platform, platformOf, type Distribution } from '../platform/platform.js';
import { mirrorPodOf, type MirrorPod } from './mirror-pod.js';

/** What the API says of the components of one node; the node's own sources say more, and are looked at first. */
export interface ComponentFlags {
  /** `X.Y`; undefined where no version was collected. */
  readonly kubernetesVersion: string | undefined;
  readonly distribution: Distribution | undefined;
  /** Roles by the labels `node-role.kubernetes.io/<role>`; undefined where there is no Node object. */
  readonly roles: readonly string[] | undefined;
  /** Of components that run as mirror Pods here. */
  readonly pods: Readonly<Partial<Record<ControlPlaneComponent, MirrorPod>>>;
}

const POD: SourceId = 'kube/core/Pod';
const NODE: SourceId = 'kube/core/Node';
const ROLE = 'node-role.kubernetes.io/';

/**
 * Flags of components by the arguments of their mirror Pods, with the roles of the node and the platform, which decide
 * whether a component should be here. The key is the name of the node. A node is a key when it is among the facts, as
 * an object or by its agent, or has such a Pod.
 */
export const componentFlags: Derivation = {
  id: 'component-flags',
  sources: [POD, NODE, 'cluster/version', 'host/identity'],
  within: {
    [POD]: CONTROL_PLANE.map((component) => `/Pod/kube-system/${component}-`),
    [NODE]: ['/Node//'],
    'host/identity': ['/Node//'],
    'cluster/version': ['/Cluster//', '/Namespace//'],
  },
  derive: (facts) => {
    const cluster = platformOf(
      platform.derive(facts.filter(({ source }) => source === 'cluster/version')).get(''),
    );
    const shared = {
      kubernetesVersion: cluster?.kubernetesVersion ?? null,
      distribution: cluster?.distribution ?? null,
    };
    const roles = rolesByNode(facts);
    const pods = podsByNode(facts);
    const names = new Set([...nodesIn(facts), ...pods.keys()]);
    return new Map<DerivedKey, JsonValue>(
      [...names].map((name) => [
        name,
        { ...shared, roles: roles.get(name) ?? null, pods: pods.get(name) ?? {} },
      ]),
    );
  },
  keyOf: (subject: Subject) => (subject.kind === 'Node' && subject.group === '' ? subject.name : ''),
};

const nodesIn = (facts: readonly Fact[]): readonly string[] =>
  facts.filter(({ subject }) => subject.kind === 'Node').map(({ subject }) => subject.name);

function rolesByNode(facts: readonly Fact[]): ReadonlyMap<string, readonly string[]> {
  const roles = new Map<string, readonly string[]>();
  for (const { source, subject, body } of facts) {
    if (source !== NODE || body.shape !== 'object') continue;
    const labels = member(member(body.object, 'metadata'), 'labels');
    const names = isObject(labels) ? Object.keys(labels) : [];
    const found = names.filter((name) => name.startsWith(ROLE)).map((name) => name.slice(ROLE.length));
    roles.set(subject.name, found.sort());
  }
  return roles;
}

/** Two Pods of one component on a node are nobody's word: neither is believed. */
function podsByNode(facts: readonly Fact[]): ReadonlyMap<string, JsonObject> {
  const pods = new Map<string, Record<string, JsonValue>>();
  for (const fact of facts) {
    if (fact.source !== POD || fact.body.shape !== 'object') continue;
    const found = mirrorPodOf(fact.body.object);
    if (found === undefined) continue;
    const onNode = pods.get(found.node) ?? {};
    onNode[found.component] = onNode[found.component] === undefined ? { ...found.pod } : { several: true };
    pods.set(found.node, onNode);
  }
  return pods;
}

/** Reads a derived value; undefined for one that is none. */
export function componentFlagsOf(value: JsonValue | undefined): ComponentFlags | undefined {
  if (!isObject(value) || !isObject(value.pods)) return undefined;
  const { roles, pods } = value;
  const found = CONTROL_PLANE.flatMap((component): [ControlPlaneComponent, MirrorPod][] => {
    const pod = podIn(pods[component]);
    return pod === undefined ? [] : [[component, pod]];
  });
  return {
    kubernetesVersion: text(value.kubernetesVersion) || undefined,
    distribution: distributionNamed(value.distribution),
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : undefined,
    pods: Object.fromEntries(found),
  };
}

function podIn(value: JsonValue | undefined): MirrorPod | undefined {
  const settings = member(value, 'settings');
  const name = text(member(value, 'name'));
  if (!isObject(settings) || name === '') return undefined;
  const entries = Object.entries(settings).flatMap(([key, setting]): [string, Setting][] => {
    const read = settingIn(setting);
    return read === undefined ? [] : [[key, read]];
  });
  return { name, settings: Object.fromEntries(entries) };
}

function settingIn(value: JsonValue | undefined): Setting | undefined {
  if (typeof value === 'string') return value;
  const absent = member(value, 'absent');
  if (typeof absent === 'string') return { absent };
  const detail = text(member(value, 'detail'));
  return isObject(value) ? { unreadable: 'invalid', ...(detail === '' ? {} : { detail }) } : undefined;
}
