import type { JsonObject } from '@plimsoll/model';
import { refusal } from '../client/answer-errors.js';
import { wholeBody, type KubeAnswer, type KubeClient } from '../client/kube-client.js';
import { kubeErrors } from '../errors.js';
import { isObject, member, textOf } from '../kubeconfig/json-access.js';

const MAX_BYTES = 4 * 1024 * 1024;
const IDLE_MS = 30_000;
const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

export interface Apply {
  /** Of the object, with its name. */
  readonly path: string;
  readonly object: JsonObject;
  /** Who owns the fields from now on. */
  readonly fieldManager: string;
  /** Take fields over that somebody else owns; without it that is KUBE_CONFLICT. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Server-side apply: the fields that are given become so, all others stay. It is an agent's own state and what a person
 * asks for that are changed this way, never anything that is audited.
 * @throws KUBE_CONFLICT, and the other KUBE codes
 */
export async function applyObject(
  client: KubeClient,
  { path, object, fieldManager, force = false, signal }: Apply,
): Promise<{ readonly created: boolean; readonly object: JsonObject }> {
  const query = new URLSearchParams({ fieldManager, force: String(force), fieldValidation: 'Strict' });
  const answer = await client.request(`${path}?${query.toString()}`, {
    method: 'PATCH',
    body: object,
    headers: { 'content-type': 'application/apply-patch+yaml' },
    ...(signal ? { signal } : {}),
  });
  return { created: answer.status === 201, object: await objectIn(answer, path) };
}

/** One object by its path; undefined when there is none. @throws the KUBE codes */
export async function getObject(
  client: KubeClient,
  path: string,
  { metadataOnly = false, signal }: { readonly metadataOnly?: boolean; readonly signal?: AbortSignal } = {},
): Promise<JsonObject | undefined> {
  const answer = await client.request(path, {
    ...(metadataOnly ? { accept: METADATA } : {}),
    ...(signal ? { signal } : {}),
  });
  if (answer.status !== 404) return objectIn(answer, path);
  answer.body.destroy();
  return undefined;
}

async function objectIn(answer: KubeAnswer, path: string): Promise<JsonObject> {
  const bytes = await wholeBody(answer, MAX_BYTES, IDLE_MS);
  if (answer.status >= 300) throw refusal(answer, path, bytes);
  const object = JSON.parse(bytes.toString('utf8'));
  if (isObject(object) && textOf(member(object, 'metadata'), 'name') !== undefined) return object;
  throw kubeErrors.error('KUBE_ANSWER_INVALID', `${path} was answered with no object`);
}
