import type { JsonObject, JsonValue } from '@plimsoll/model';
import { locateLines, readDocuments } from '@plimsoll/yaml';
import type { ReadDocument } from '@plimsoll/yaml';
import { manifestErrors } from './errors.js';
import type { ManifestFile, ManifestRead } from './manifest.js';

export const MAX_OBJECT_BYTES = 2 * 1024 * 1024;
const MAX_LIST_DEPTH = 8;

type Good = Extract<ReadDocument, { readonly value: unknown }>;

/**
 * The Kubernetes objects of a file's bytes, those of lists one by one. A broken document is a problem, the others are
 * read; a document without apiVersion and kind is passed over unless the file was named by itself.
 */
export function* parseManifests(file: ManifestFile, bytes: Uint8Array): Generator<ManifestRead> {
  for (const document of readDocuments(bytes)) {
    if ('error' in document)
      yield { problem: { file: file.path, line: document.errorLine, error: document.error } };
    else if (document.value !== null) yield* objectsOf(file, document, document.value, '', 0);
  }
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function* objectsOf(
  file: ManifestFile,
  document: Good,
  value: JsonValue,
  item: string,
  depth: number,
): Generator<ManifestRead> {
  if (!isObject(value) || !isText(value.apiVersion) || !isText(value.kind)) {
    if (file.named || item !== '')
      yield problem(file, document, item, 'MANIFEST_NO_KIND', 'has no apiVersion and kind');
    return;
  }
  if (Array.isArray(value.items) || value.items === null) yield* itemsOf(file, document, value, item, depth);
  else if (isTooLarge(document, value))
    yield problem(file, document, item, 'MANIFEST_OBJECT_TOO_LARGE', `${value.kind} is larger than 2 MiB`);
  else {
    const { apiVersion, kind } = value;
    const place = {
      file: file.path,
      document: document.document,
      documentLine: document.line,
      text: document.text,
    };
    yield { manifest: { ...place, item, object: value, apiVersion, kind } };
  }
}

const isText = (value: JsonValue | undefined): value is string => typeof value === 'string' && value !== '';

/** kubectl takes whatever has `items` for a list, null for an empty one; those of a PodList are Pods also where they do not say so. */
function* itemsOf(
  file: ManifestFile,
  document: Good,
  list: JsonObject,
  path: string,
  depth: number,
): Generator<ManifestRead> {
  const { items, kind, apiVersion } = list;
  if (!Array.isArray(items)) return;
  if (depth >= MAX_LIST_DEPTH) {
    yield problem(file, document, path, 'MANIFEST_LIST_TOO_DEEP', 'lists are nested too deeply');
    return;
  }
  const itemKind = typeof kind === 'string' && kind.endsWith('List') ? kind.slice(0, -'List'.length) : '';
  const prefix = path === '' ? 'items' : `${path}.items`;
  for (const [index, item] of items.entries()) {
    const typed =
      itemKind !== '' && isObject(item) ? { apiVersion: apiVersion ?? '', kind: itemKind, ...item } : item;
    yield* objectsOf(file, document, typed, `${prefix}[${index}]`, depth + 1);
  }
}

/** Measured only where it can be: an object is not larger than its document, unless aliases repeat parts of it. */
function isTooLarge(document: Good, object: JsonObject): boolean {
  if (document.text.length <= MAX_OBJECT_BYTES / 4 && !document.text.includes('*')) return false;
  return Buffer.byteLength(JSON.stringify(object)) > MAX_OBJECT_BYTES;
}

function problem(
  file: ManifestFile,
  document: Good,
  item: string,
  code: Parameters<typeof manifestErrors.error>[0],
  message: string,
): ManifestRead {
  const line = document.line + locateLines(document.text)(item) - 1;
  const where = item === '' ? 'a document' : item;
  return {
    problem: {
      file: file.path,
      line,
      error: manifestErrors.error(code, item === '' ? `${where} ${message}` : `${where} ${message}`),
    },
  };
}
