import {
  CONTROL_PLANE,
  parseFlags,
  type ControlPlaneComponent,
  type JsonObject,
  type JsonValue,
  type Setting,
} from '@plimsoll/model';
import { items, member, text } from '../../json-access.js';

/** A component's Pod, as the kubelet mirrors its manifest into the API. */
export type MirrorPod = {
  /** `kube-system/kube-apiserver-node-1`. */
  readonly name: string;
  /** By flag, `--anonymous-auth`; what was redacted is unreadable. */
  readonly settings: Readonly<Record<string, Setting>>;
};

export interface FoundPod {
  readonly node: string;
  readonly component: ControlPlaneComponent;
  readonly pod: MirrorPod;
}

/** Only a kubelet owns Pods in the name of its Node: what anybody else creates under this name is no component. */
function isMirror(metadata: JsonValue | undefined, node: string): boolean {
  return items(member(metadata, 'ownerReferences')).some(
    (owner) => text(member(owner, 'kind')) === 'Node' && text(member(owner, 'name')) === node,
  );
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** undefined for a Pod that is no mirror Pod of a component of the control plane. */
export function mirrorPodOf(object: JsonObject): FoundPod | undefined {
  const [metadata, spec] = [member(object, 'metadata'), member(object, 'spec')];
  const node = text(member(spec, 'nodeName'));
  if (node === '' || !isMirror(metadata, node)) return undefined;
  for (const container of items(member(spec, 'containers'))) {
    const words = [...items(member(container, 'command')), ...items(member(container, 'args'))].map(text);
    const component = CONTROL_PLANE.find((name) => name === lastPart(words[0] ?? ''));
    if (component === undefined) continue;
    const name = `${text(member(metadata, 'namespace'))}/${text(member(metadata, 'name'))}`;
    return { node, component, pod: { name, settings: settingsOf(component, words.slice(1), container) } };
  }
  return undefined;
}

/** Variables of etcd are redacted: where one stands for a flag that is not given, its value is not known. */
function settingsOf(
  component: ControlPlaneComponent,
  words: readonly string[],
  container: JsonValue,
): Record<string, Setting> {
  const settings = parseFlags(component, words.map(expandable));
  if (component !== 'etcd') return settings;
  for (const variable of items(member(container, 'env'))) {
    const name = text(member(variable, 'name'));
    const key = `--${name
      .replace(/^ETCD_/, '')
      .toLowerCase()
      .replaceAll('_', '-')}`;
    const flag = settings[key];
    if (name.startsWith('ETCD_') && typeof flag === 'object' && 'absent' in flag)
      settings[key] = { unreadable: 'invalid', detail: `${name} is redacted` };
  }
  return settings;
}

/** `$(NAME)` becomes something else when the container starts. */
const expandable = (word: string): string =>
  word.includes('$(') ? `${word.split('=')[0] ?? ''}=[redacted]` : word;
