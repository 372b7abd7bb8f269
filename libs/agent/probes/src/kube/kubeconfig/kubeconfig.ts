import { dirname } from 'node:path';
import { isPlimsollError } from '@plimsoll/errors';
import type { JsonObject, JsonValue } from '@plimsoll/model';
import { readYamlDocument } from '@plimsoll/yaml';
import { kubeErrors } from '../errors.js';
import { isObject, listOf, member, textOf } from './json-access.js';

/** An entry, and the folder that its relative paths start from. */
export interface Entry {
  readonly name: string;
  readonly body: JsonObject;
  readonly folder: string;
}

/** One or several kubeconfig files as one: of equal names the first counts. */
export interface Kubeconfig {
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly currentContext: string | undefined;
  readonly paths: readonly string[];
}

/** @throws KUBECONFIG_EMPTY, KUBECONFIG_INVALID */
export function parseKubeconfig(
  files: readonly { readonly path: string; readonly text: string }[],
): Kubeconfig {
  const documents = files.map(({ path, text }) => ({ path, body: documentOf(path, text) }));
  const entries = (list: string, part: string): ReadonlyMap<string, Entry> => {
    const found = new Map<string, Entry>();
    for (const { path, body } of documents)
      for (const item of listOf(body, list)) {
        const name = textOf(item, 'name');
        const content = member(item, part);
        if (name === undefined || found.has(name)) continue;
        found.set(name, { name, body: isObject(content) ? content : {}, folder: dirname(path) });
      }
    return found;
  };
  return {
    clusters: entries('clusters', 'cluster'),
    users: entries('users', 'user'),
    contexts: entries('contexts', 'context'),
    currentContext: documents.map(({ body }) => textOf(body, 'current-context')).find(Boolean),
    paths: files.map(({ path }) => path),
  };
}

function documentOf(path: string, text: string): JsonObject {
  if (text.trim() === '') throw kubeErrors.error('KUBECONFIG_EMPTY', `${path} is empty`);
  const body = parsed(path, text);
  if (body === null) throw kubeErrors.error('KUBECONFIG_EMPTY', `${path} is empty`);
  if (!isObject(body)) throw kubeErrors.error('KUBECONFIG_INVALID', `${path} is no kubeconfig`);
  const kind = textOf(body, 'kind');
  if (kind !== undefined && kind !== 'Config')
    throw kubeErrors.error('KUBECONFIG_INVALID', `${path} is no kubeconfig but a ${kind.slice(0, 40)}`);
  return body;
}

function parsed(path: string, text: string): JsonValue {
  try {
    return readYamlDocument(text);
  } catch (error) {
    const line = isPlimsollError(error) ? error.details['line'] : undefined;
    const where = typeof line === 'number' ? `${path}:${line}` : path;
    throw kubeErrors.error('KUBECONFIG_INVALID', `${where} is no YAML`, { cause: error });
  }
}
