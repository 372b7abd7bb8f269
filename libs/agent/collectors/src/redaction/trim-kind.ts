import type { JsonObject, JsonValue } from '@plimsoll/model';
import { isObject } from './marker.js';

type Trim = (object: JsonObject) => JsonObject;

/** What of a kind is large and judged by nobody is left out, by API group and kind. */
const TRIMS: Readonly<Record<string, Trim>> = {
  'apiextensions.k8s.io/CustomResourceDefinition': (object) => ({
    ...object,
    ...(isObject(object.spec) ? { spec: trimDefinition(object.spec) } : {}),
  }),
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': trimWebhooks,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': trimWebhooks,
};

export function trimKind(object: JsonObject): JsonObject {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return object;
  const key = `${apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')))}/${kind}`;
  const trim = Object.hasOwn(TRIMS, key) ? TRIMS[key] : undefined;
  return trim ? trim(object) : object;
}

/** Schemas are most of a definition. */
function trimDefinition(spec: JsonObject): JsonObject {
  const { versions, conversion, ...rest } = spec;
  const { validation: _, additionalPrinterColumns: __, ...kept } = rest;
  return {
    ...kept,
    ...(versions === undefined ? {} : { versions: each(versions, trimVersion) }),
    ...(conversion === undefined ? {} : { conversion: trimConversion(conversion) }),
  };
}

function trimVersion({ name, served, storage, deprecated }: JsonObject): JsonObject {
  const kept = { name, served, storage, deprecated };
  return Object.fromEntries(
    Object.entries(kept).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}

function trimConversion(conversion: JsonValue): JsonValue {
  if (!isObject(conversion) || !isObject(conversion.webhook)) return conversion;
  return { ...conversion, webhook: trimClient(conversion.webhook) };
}

function trimWebhooks(object: JsonObject): JsonObject {
  return object.webhooks === undefined ? object : { ...object, webhooks: each(object.webhooks, trimClient) };
}

/** A bundle of certificates is long and changes with each rotation. */
function trimClient(webhook: JsonObject): JsonObject {
  if (!isObject(webhook.clientConfig)) return webhook;
  const { caBundle: _, ...clientConfig } = webhook.clientConfig;
  return { ...webhook, clientConfig };
}

const each = (list: JsonValue, trim: Trim): JsonValue =>
  Array.isArray(list) ? list.map((item: JsonValue) => (isObject(item) ? trim(item) : item)) : list;
