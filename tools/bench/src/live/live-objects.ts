import { ORDINARY, generateObjects } from '@plimsoll/fleet';
import type { JsonObject, JsonValue } from '@plimsoll/model';

/** One request that makes an object. */
export interface Made {
  readonly path: string;
  readonly object: JsonObject;
}

const PLURALS: Readonly<Record<string, string>> = { NetworkPolicy: 'networkpolicies', Ingress: 'ingresses' };
const ADMISSION = 'pod-security.kubernetes.io/';

/**
 * A generated cluster as an API server accepts it, Namespaces and ServiceAccounts first. The manifests of the fleet are
 * as odd as people write them; what validation or Pod Security admission would refuse is taken out.
 */
export function liveObjects(
  count: number,
  seed = 41,
): { readonly first: readonly Made[]; readonly rest: readonly Made[] } {
  const objects = [...generateObjects({ seed, objects: count, habits: ORDINARY })].map(acceptable);
  const isFirst = ({ kind }: JsonObject): boolean => kind === 'Namespace';
  const namespaces = objects.filter(isFirst);
  const accounts = namespaces.flatMap((namespace) =>
    ACCOUNTS.map((name) => account(name, nameOf(namespace))),
  );
  const rest = objects
    .filter((object) => !isFirst(object))
    .slice(0, count - namespaces.length - accounts.length);
  return { first: [...namespaces, ...accounts].map(made), rest: rest.map(made) };
}

/** What Pods act as; a controller makes the second of them too, but takes its time. */
const ACCOUNTS = ['app', 'default'];

/** There are 254 addresses for Services. */
const HEADLESS = { clusterIP: 'None', type: 'ClusterIP' };

const account = (name: string, namespace: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace },
});

function made(object: JsonObject): Made {
  const apiVersion = text(object['apiVersion']);
  const kind = text(object['kind']);
  const namespace = inside(object['metadata'])['namespace'];
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = typeof namespace === 'string' ? `/namespaces/${namespace}` : '';
  const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  return { path: `${base}${scope}/${plural}`, object };
}

function acceptable(object: JsonObject): JsonObject {
  const { name, namespace, labels, annotations } = inside(object['metadata']);
  const allowed = Object.entries(inside(labels)).filter(([key]) => !key.startsWith(ADMISSION));
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: Object.fromEntries(allowed),
    ...(annotations === undefined ? {} : { annotations }),
  };
  const spec = object['kind'] === 'Service' ? { spec: { ...inside(object['spec']), ...HEADLESS } } : {};
  return inside(withoutInitProbes({ ...without(object, 'status'), ...spec, metadata: inside(metadata) }));
}

// Init containers that end have no probes and hooks; the rest of the object stays as it is.
function withoutInitProbes(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutInitProbes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === 'initContainers' && Array.isArray(part)
        ? part.map((container) => without(inside(container), ...PROBES))
        : withoutInitProbes(part),
    ]),
  );
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const;

const without = (object: JsonObject, ...keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

const inside = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const nameOf = (object: JsonObject): string => text(inside(object['metadata'])['name']);
