import { isPlimsollError } from '@plimsoll/errors';
import type { JsonObject, JsonValue } from '@plimsoll/model';
import { applyObject, getObject, reviewAccess, type Access, type KubeClient } from '@plimsoll/probes/kube';
import { cliErrors } from '../errors.js';
import { MANAGED_BY, type PlacedObject } from './cluster-objects.js';

const FIELD_MANAGER = 'plimsoll-enroll';

export type Outcome = 'created' | 'changed' | 'unchanged' | 'left as it is';

/** Before anything is changed: half an agent is worse than none. @throws INSTALL_FORBIDDEN naming every right that is missing */
export async function assertMayApply(client: KubeClient, objects: readonly PlacedObject[]): Promise<void> {
  const wanted = objects.flatMap(({ path }) =>
    ['get', 'create', 'patch'].map((verb) => ({ verb, ...placeOf(path) })),
  );
  const list = { verb: 'list', group: '', resource: 'namespaces' };
  const distinct = new Map([...wanted, list].map((access) => [JSON.stringify(access), access]));
  const answers = await Promise.all(
    [...distinct.values()].map(async (access) => ({ access, may: await reviewAccess(client, access) })),
  );
  const missing = answers.filter(({ may }) => !may).map(({ access }) => inWords(access));
  if (missing.length === 0) return;
  throw cliErrors.error(
    'INSTALL_FORBIDDEN',
    `nothing was changed; context ${client.name} may not:\n    ${missing.join('\n    ')}`,
  );
}

const inWords = ({ verb, group, resource, namespace }: Access): string =>
  `${verb} ${resource}${group === '' ? '' : `.${group}`}${namespace === undefined ? '' : ` in ${namespace}`}`;

/** `/apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL/NAME` and its shorter kin. */
function placeOf(path: string): Omit<Access, 'verb'> {
  const words = path.split('/').slice(1);
  const group = words[0] === 'api' ? '' : (words[1] ?? '');
  const [first = '', second = '', third] = words.slice(group === '' ? 2 : 3);
  return third === undefined
    ? { group, resource: first }
    : { group, resource: third, namespace: decodeURIComponent(second) };
}

/** Applies one object and says what that changed. @throws INSTALL_FORBIDDEN, INSTALL_CONFLICT, the KUBE codes */
export async function applyOne(
  client: KubeClient,
  { path, object }: PlacedObject,
  force: boolean,
): Promise<Outcome> {
  const before = await getObject(client, path, { metadataOnly: true });
  if (before && object['kind'] === 'Namespace' && !isOurs(before)) return 'left as it is';
  try {
    const { created, object: after } = await applyObject(client, {
      path,
      object,
      fieldManager: FIELD_MANAGER,
      force,
    });
    if (created || !before) return 'created';
    return versionOf(before) === versionOf(after) ? 'unchanged' : 'changed';
  } catch (error) {
    throw inOurWords(error, nameOf(object));
  }
}

/** For people: `Deployment plimsoll/plimsoll-cluster-agent`. */
export function nameOf({ kind, metadata }: JsonObject): string {
  const [namespace, name] = [textAt(metadata, 'namespace'), textAt(metadata, 'name')];
  return `${typeof kind === 'string' ? kind : ''} ${namespace === '' ? name : `${namespace}/${name}`}`;
}

function inOurWords(error: unknown, what: string): unknown {
  if (!isPlimsollError(error)) return error;
  const message = `${what} could not be applied: ${error.message}`;
  if (error.code === 'KUBE_FORBIDDEN') return cliErrors.error('INSTALL_FORBIDDEN', message, { cause: error });
  if (error.code === 'KUBE_CONFLICT') return cliErrors.error('INSTALL_CONFLICT', message, { cause: error });
  return error;
}

/** A namespace of somebody else keeps its labels: Pod Security admission of others' Pods rests on them. */
const isOurs = ({ metadata }: JsonObject): boolean =>
  Object.entries(MANAGED_BY).every(([label, value]) => textAt(at(metadata, 'labels'), label) === value);

const versionOf = ({ metadata }: JsonObject): string => textAt(metadata, 'resourceVersion');

function at(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
}

/** A text inside of an object; '' where there is none. */
export function textAt(value: JsonValue | undefined, key: string): string {
  const found = at(value, key);
  return typeof found === 'string' ? found : '';
}

/** An annotation of an object; '' where there is none. */
export const annotationOf = (object: JsonObject | undefined, name: string): string =>
  textAt(at(object?.['metadata'], 'annotations'), name);
