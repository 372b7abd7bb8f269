import type { JsonValue } from '@plimsoll/model';
import { refusal } from '../client/answer-errors.js';
import { wholeBody, type KubeClient } from '../client/kube-client.js';
import { kubeErrors } from '../errors.js';
import { listOf, member, textOf } from '../kubeconfig/json-access.js';
import type { KubeResource } from '../reader/kube-resource.js';

/** What an API server serves, as far as it is asked for. Versions of a kind in the server's order of preference. */
export interface ServedKinds {
  readonly find: (group: string, kind: string) => readonly KubeResource[];
  readonly groups: ReadonlySet<string>;
}

export interface Discovery {
  /**
   * Asks the server; where nothing changed that costs two answers without a body.
   * @throws the KUBE codes
   */
  readonly refresh: (signal?: AbortSignal) => Promise<ServedKinds>;
}

const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(',');
const ACCEPT = `${AGGREGATED},application/json`;
const MAX_BYTES = 32 * 1024 * 1024;
const IDLE_MS = 30_000;

interface Part {
  readonly etag: string | undefined;
  readonly resources: readonly KubeResource[];
  readonly groups: readonly string[];
}

/** @param wanted groups whose kinds are of interest; of others only the name is kept */
export function openDiscovery(client: KubeClient, wanted: ReadonlySet<string>): Discovery {
  const parts = new Map<string, Part>();
  const refresh = async (signal?: AbortSignal): Promise<ServedKinds> => {
    for (const path of ['/api', '/apis'])
      parts.set(path, await readPart(client, path, wanted, parts.get(path), signal));
    return servedKinds([...parts.values()]);
  };
  return { refresh };
}

function servedKinds(parts: readonly Part[]): ServedKinds {
  const byKind = new Map<string, KubeResource[]>();
  for (const resource of parts.flatMap(({ resources }) => resources)) {
    const key = `${resource.group}/${resource.kind}`;
    byKind.set(key, [...(byKind.get(key) ?? []), resource]);
  }
  return {
    find: (group, kind) => byKind.get(`${group}/${kind}`) ?? [],
    groups: new Set(parts.flatMap(({ groups }) => groups)),
  };
}

async function readPart(
  client: KubeClient,
  path: string,
  wanted: ReadonlySet<string>,
  known: Part | undefined,
  signal: AbortSignal | undefined,
): Promise<Part> {
  const answer = await client.request(path, {
    accept: ACCEPT,
    ...(known?.etag === undefined ? {} : { headers: { 'if-none-match': known.etag } }),
    ...(signal ? { signal } : {}),
  });
  const bytes = await wholeBody(answer, MAX_BYTES, IDLE_MS);
  if (answer.status === 304 && known) return known;
  if (answer.status !== 200) throw refusal(answer, path, bytes);
  const body = parsed(bytes, path);
  const { etag } = answer.headers;
  if (textOf(body, 'kind') === 'APIGroupDiscoveryList') return { etag, ...aggregated(body, wanted) };
  return { etag: undefined, ...(await oneByOne(client, path, body, wanted, signal)) };
}

function aggregated(body: JsonValue, wanted: ReadonlySet<string>): Omit<Part, 'etag'> {
  const groups: string[] = [];
  const resources: KubeResource[] = [];
  for (const entry of listOf(body, 'items')) {
    const group = textOf(member(entry, 'metadata'), 'name') ?? '';
    groups.push(group);
    if (!wanted.has(group)) continue;
    for (const served of listOf(entry, 'versions')) {
      // A stale version is one whose own server does not answer at present: what it served may be served still.
      const version = textOf(served, 'version');
      if (version === undefined) continue;
      for (const resource of listOf(served, 'resources'))
        resources.push({
          group,
          version,
          kind: textOf(member(resource, 'responseKind'), 'kind') ?? '',
          plural: textOf(resource, 'resource') ?? '',
          namespaced: textOf(resource, 'scope') === 'Namespaced',
          verbs: texts(resource, 'verbs'),
        });
    }
  }
  return { groups, resources };
}

/** Servers before 1.26, and some that stand before one. */
async function oneByOne(
  client: KubeClient,
  path: string,
  body: JsonValue,
  wanted: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<Omit<Part, 'etag'>> {
  const groups = path === '/api' ? [{ name: '', versions: texts(body, 'versions') }] : groupsOf(body);
  const resources: KubeResource[] = [];
  for (const { name, versions } of groups.filter((group) => wanted.has(group.name)))
    for (const version of versions) {
      const at = name === '' ? `/api/${version}` : `/apis/${name}/${version}`;
      const list = await client.json(at, signal ? { signal } : {});
      for (const resource of listOf(list, 'resources')) {
        const plural = textOf(resource, 'name') ?? '';
        if (plural.includes('/')) continue; // a part of an object
        resources.push({
          group: name,
          version,
          kind: textOf(resource, 'kind') ?? '',
          plural,
          namespaced: member(resource, 'namespaced') === true,
          verbs: texts(resource, 'verbs'),
        });
      }
    }
  return { groups: groups.map(({ name }) => name), resources };
}

const groupsOf = (body: JsonValue) =>
  listOf(body, 'groups').map((group) => ({
    name: textOf(group, 'name') ?? '',
    versions: listOf(group, 'versions').map((version) => textOf(version, 'version') ?? ''),
  }));

const texts = (value: JsonValue, key: string): readonly string[] =>
  listOf(value, key).filter((item) => typeof item === 'string');

function parsed(bytes: Buffer, path: string): JsonValue {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw kubeErrors.error('KUBE_ANSWER_INVALID', `${path} was answered with no JSON`, { cause });
  }
}
