import type { ControlPlaneComponent, JsonObject, JsonValue } from '@plimsoll/model';
import { isMapping, member } from '../host-collector/yaml-file.js';

/** What a Pod's manifest says of a component's command line. */
export interface PodCommand {
  readonly words: readonly string[];
  /** `1.36.3`, from the tag of the image; undefined where it tells none. */
  readonly version: string | undefined;
}

const list = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : [];
const texts = (value: JsonValue | undefined): readonly string[] =>
  list(value).flatMap((item) => (typeof item === 'string' ? [item] : []));
const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const commandOf = (container: JsonValue): readonly string[] => [
  ...texts(member(container, 'command')),
  ...texts(member(container, 'args')),
];

/** `ETCD_CERT_FILE` stands for `--cert-file`; a flag of that name comes later and wins. */
function environmentWords(container: JsonValue): readonly string[] {
  return list(member(container, 'env')).flatMap((entry) => {
    const [name, value] = [member(entry, 'name'), member(entry, 'value')];
    if (typeof name !== 'string' || typeof value !== 'string' || !name.startsWith('ETCD_')) return [];
    return [`--${name.slice('ETCD_'.length).toLowerCase().replaceAll('_', '-')}=${value}`];
  });
}

/** The tag after the last colon of the last part, so that a registry's port is no version. */
function versionOf(container: JsonValue): string | undefined {
  const image = member(container, 'image');
  return typeof image === 'string' ? /:v?(\d+\.\d+[^@/]*)(?:@.*)?$/.exec(lastPart(image))?.[1] : undefined;
}

/** The container that runs the component: by the program that it starts, else by its name. */
function containerOf(component: ControlPlaneComponent, pod: JsonObject): JsonValue | undefined {
  const containers = list(member(pod, 'spec', 'containers'));
  const byProgram = containers.find((one) => lastPart(commandOf(one)[0] ?? '') === component);
  return byProgram ?? containers.find((one) => member(one, 'name') === component);
}

/** undefined for what is no Pod, or starts the component in a way that nobody can follow: through a shell. */
export function podCommand(component: ControlPlaneComponent, pod: JsonObject): PodCommand | undefined {
  if (member(pod, 'kind') !== 'Pod') return undefined;
  const container = containerOf(component, pod);
  if (container === undefined || !isMapping(container)) return undefined;
  const [program = '', ...words] = commandOf(container);
  const isProgram = lastPart(program) === component;
  if (!isProgram && program !== '' && !program.startsWith('-')) return undefined;
  const environment = component === 'etcd' ? environmentWords(container) : [];
  const flags = isProgram || program === '' ? words : [program, ...words];
  return { words: [...environment, ...flags], version: versionOf(container) };
}
