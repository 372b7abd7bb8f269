import { componentFlagsOf, type ComponentFlags, type SubjectView } from '@plimsoll/engine';
import { CONTROL_PLANE, type ControlPlaneComponent, type Judgement, type Setting } from '@plimsoll/model';
import { PODS_CGROUP } from '../settings/kubernetes-node.js';
import { notApplicable, readingOf, type Reading } from '../settings/reading.js';

/** A component of which the flags are known, and where they were seen. */
export interface SeenComponent {
  readonly origin: string;
  /** undefined when the place that it was seen at says nothing of the flag. */
  readonly flag: (name: string) => Setting | undefined;
}

export type Sighting = SeenComponent | { readonly judgement: Judgement };

const PROVIDERS: Readonly<Record<string, string>> = {
  eks: 'Amazon EKS',
  gke: 'Google GKE',
  aks: 'Azure AKS',
};
/** Roles by which nodes of a control plane are labelled. */
const CONTROL_PLANE_ROLES: ReadonlySet<string> = new Set(['control-plane', 'master', 'controlplane']);

/** Whether a source speaks of this subject at all: a node without an agent is known by its object alone. */
const speaks = (
  view: SubjectView,
  component: ControlPlaneComponent,
  kind: 'process' | 'static-pod',
): boolean => view.fact(`${kind}/${component}`) !== undefined;

const reading = (
  view: SubjectView,
  component: ControlPlaneComponent,
  kind: 'process' | 'static-pod',
): Reading => readingOf(view, `${kind}/${component}`, kind === 'process' ? 'process' : 'manifest');

/**
 * A component of the control plane as this node shows it: by its process, else, where there is an API, by its mirror
 * Pod, else by its manifest. What is not seen is `not-applicable` where it runs elsewhere for a known reason, and
 * `unknown` where it should be here.
 */
export function sightingOf(view: SubjectView, component: ControlPlaneComponent): Sighting {
  if (speaks(view, component, 'process')) {
    const process = reading(view, component, 'process');
    if (process.kind === 'text') return seen(view, component, 'process', `process ${process.text}`);
    if (process.kind === 'unknown' && isSilent(process)) return process;
  }
  const told = toldByApi(view);
  const pod = told?.pods[component];
  if (pod !== undefined)
    return {
      origin: `Pod ${pod.name}`,
      flag: (name) => (Object.hasOwn(pod.settings, name) ? pod.settings[name] : undefined),
    };
  if (speaks(view, component, 'static-pod')) {
    const manifest = reading(view, component, 'static-pod');
    if (manifest.kind === 'text') return seen(view, component, 'static-pod', manifest.text);
    if (manifest.kind === 'unknown' && isSilent(manifest)) return manifest;
  }
  return { judgement: told === undefined ? withoutApi(view, component) : withApi(view, component, told) };
}

/** A fact that does not speak of its own first key was cut short: nothing follows from what it does not say. */
const isSilent = ({ judgement }: { readonly judgement: Judgement }): boolean =>
  'reason' in judgement && judgement.reason === 'not-collected';

const seen = (
  view: SubjectView,
  component: ControlPlaneComponent,
  kind: 'process' | 'static-pod',
  origin: string,
): SeenComponent => ({ origin, flag: (name) => view.setting(`${kind}/${component}`, name) });

/** Asked only where the node is an object of the API: a host without one has nobody who could tell. */
const toldByApi = (view: SubjectView): ComponentFlags | undefined =>
  view.fact('kube/core/Node') === undefined
    ? undefined
    : (componentFlagsOf(view.derived('component-flags')) ?? undefined);

/**
 * The Kubernetes version `X.Y`: of a component of the control plane by the image in its manifest on this very node, else
 * of the cluster; undefined where nothing tells it.
 */
export function kubernetesVersionOf(
  view: SubjectView,
  component?: ControlPlaneComponent,
): string | undefined {
  const image = component === undefined ? undefined : view.setting(`static-pod/${component}`, 'version');
  const [own] = typeof image === 'string' ? (/^1\.\d+/.exec(image) ?? []) : [];
  return own ?? componentFlagsOf(view.derived('component-flags'))?.kubernetesVersion;
}

function withApi(
  view: SubjectView,
  component: ControlPlaneComponent,
  { distribution, roles = [] }: ComponentFlags,
): Judgement {
  const provider = distribution === undefined ? undefined : PROVIDERS[distribution];
  if (provider !== undefined) return notApplicable(`${provider} runs the control plane, out of reach`);
  const isHere = roles.some((role) => CONTROL_PLANE_ROLES.has(role));
  if (!isHere && !(component === 'etcd' && roles.includes('etcd')))
    return notApplicable(`${component} runs on other nodes: this one has no role of a control plane`);
  return withoutDatabase(view, component) ?? notSeen(view, component);
}

function withoutApi(view: SubjectView, component: ControlPlaneComponent): Judgement {
  const kubelet = readingOf(view, 'host/identity', PODS_CGROUP);
  if (kubelet.kind === 'unknown' && isSilent(kubelet)) return kubelet.judgement;
  const database = withoutDatabase(view, component);
  if (database !== undefined) return database;
  for (const other of [component, ...CONTROL_PLANE]) {
    for (const kind of ['process', 'static-pod'] as const) {
      const found = reading(view, other, kind);
      if (found.kind === 'unknown') return found.judgement;
      if (found.kind === 'text') return notSeen(view, component);
    }
  }
  return notApplicable(
    kubelet.kind === 'absent'
      ? 'no kubelet keeps pods on this host'
      : 'no component of a control plane runs here, and there is no manifest of one',
  );
}

/** k3s without an etcd of its own keeps its data in SQLite or in a database that is elsewhere. */
function withoutDatabase(view: SubjectView, component: ControlPlaneComponent): Judgement | undefined {
  if (component !== 'etcd') return undefined;
  const api = view.setting('process/kube-apiserver', 'process');
  const etcd = view.setting('process/etcd', 'process');
  const isEmbedded = typeof api === 'string' && api.startsWith('k3s ');
  return isEmbedded && typeof etcd === 'object' && 'absent' in etcd ? notApplicable(etcd.absent) : undefined;
}

function notSeen(view: SubjectView, component: ControlPlaneComponent): Judgement {
  const process = reading(view, component, 'process');
  const why =
    process.kind === 'unknown' && 'detail' in process.judgement ? `: ${process.judgement.detail}` : '';
  return {
    verdict: 'unknown',
    reason: 'not-collected',
    detail: `${component} should run here and was not seen${why}`,
  };
}
