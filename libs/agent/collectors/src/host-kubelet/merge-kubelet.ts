import { type JsonObject, type JsonValue, type Setting } from '@plimsoll/model';
import type { Settings } from '../host-collector/host-collector.js';
import { isMapping, member, type Unread } from '../host-collector/yaml-file.js';
import { gateKey, KUBELET_FIELDS, KUBELET_FLAGS_ONLY, KUBELET_GATES } from './kubelet-fields.js';

/** One place that settings come from, weakest first: the file, each drop-in, the flags. */
export interface KubeletLayer {
  readonly origin: string;
  readonly content: { readonly value: JsonObject } | Unread;
}

/** Where a value comes from has a key of its own beside it. */
export const originKey = (key: string): string => `${key} origin`;

/** Versions of the configuration that are understood; of another one nothing is known. */
const VERSIONS: ReadonlySet<string> = new Set(['kubelet.config.k8s.io/v1beta1', 'kubelet.config.k8s.io/v1']);

export const isKnownVersion = (configuration: JsonObject): boolean => {
  const version = configuration.apiVersion;
  return (
    typeof version === 'string' && VERSIONS.has(version) && configuration.kind === 'KubeletConfiguration'
  );
};

interface Found {
  readonly setting: Setting;
  readonly origin: string;
}

/** A list's elements and a mapping's entries joined by commas; undefined for what is not set. */
export function textOf(value: JsonValue | undefined): Setting | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  const parts: readonly (JsonValue | string)[] = isMapping(value)
    ? Object.entries(value).map(([key, item]) => `${key}<${typeof item === 'string' ? item : '?'}`)
    : Array.isArray(value)
      ? value
      : [];
  return parts.every((part) => typeof part === 'string')
    ? parts.join(',')
    : { unreadable: 'invalid', detail: 'no list of texts' };
}

/** A duration of nothing, as Go writes it. */
const isZero = (setting: Setting): boolean =>
  typeof setting === 'string' && /^[+-]?0+(?:\.0+)?(?:[a-zµ]+(?:0+(?:\.0+)?[a-zµ]+)*)?$/.test(setting);

/** Walks the layers from the weakest; one that could not be read may have said anything. */
function throughLayers(
  layers: readonly KubeletLayer[],
  standard: Found,
  look: (value: JsonObject) => JsonValue | undefined,
  isUnset: (text: Setting) => boolean = () => false,
): Found {
  let found = standard;
  for (const { origin, content } of layers) {
    if (!('value' in content)) found = { setting: content, origin };
    else {
      const setting = textOf(look(content.value));
      if (setting !== undefined && !isUnset(setting)) found = { setting, origin };
    }
  }
  return found;
}

/** A flag that was given outranks every file; one that cannot be read may have been given. */
function withFlag(found: Found, flag: Setting | undefined): Found {
  if (flag === undefined || (typeof flag !== 'string' && 'absent' in flag)) return found;
  return { setting: flag, origin: 'flag' };
}

const gatesOf = (flag: Setting | undefined): ReadonlyMap<string, string> =>
  new Map(
    typeof flag === 'string'
      ? flag.split(',').map((part) => [part.split('=')[0] ?? '', part.split('=')[1] ?? ''] as const)
      : [],
  );

function mergedGates(layers: readonly KubeletLayer[], flags: Settings): Iterable<readonly [string, Found]> {
  const said = flags['--feature-gates'];
  const flagged = gatesOf(said);
  const inFiles = layers.flatMap(({ content }) => {
    const gates = 'value' in content ? member(content.value, 'featureGates') : undefined;
    return isMapping(gates) ? Object.keys(gates) : [];
  });
  const closed = said !== undefined && typeof said !== 'string' && 'unreadable' in said ? said : undefined;
  return [...new Set([...KUBELET_GATES, ...inFiles, ...flagged.keys()])].map((gate) => {
    const standard: Found = { setting: { absent: 'set by nobody' }, origin: 'default' };
    const found = throughLayers(layers, standard, (value) => member(value, 'featureGates', gate));
    return [gateKey(gate), withFlag(found, flagged.get(gate) ?? closed)];
  });
}

/**
 * The configuration that a kubelet works with: its defaults, the file, the drop-ins in the order of their names, and
 * flags over all (kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file). Each key has its origin beside it.
 */
export function mergeKubelet(
  layers: readonly KubeletLayer[],
  flags: Settings,
  hasFile: boolean,
): Record<string, Setting> {
  const settings: Record<string, Setting> = {};
  const put = (key: string, { setting, origin }: Found): void => {
    settings[key] = setting;
    settings[originKey(key)] = origin;
  };
  for (const { field, flag, standard, withoutFile, zeroIsUnset } of KUBELET_FIELDS) {
    const start = { setting: hasFile ? standard : (withoutFile ?? standard), origin: 'default' };
    const look = (value: JsonObject): JsonValue | undefined => member(value, ...field.split('.'));
    const found = throughLayers(layers, start, look, zeroIsUnset === true ? isZero : undefined);
    put(field, withFlag(found, flag === undefined ? undefined : flags[flag]));
  }
  for (const flag of KUBELET_FLAGS_ONLY)
    put(flag, { setting: flags[flag] ?? { absent: 'not among the flags' }, origin: 'flag' });
  for (const [key, found] of mergedGates(layers, flags)) put(key, found);
  return settings;
}
