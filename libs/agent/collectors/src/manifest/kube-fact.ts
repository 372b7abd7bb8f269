import { kubeSource } from '@plimsoll/model';
import type { Fact, JsonObject, JsonValue, Subject } from '@plimsoll/model';
import { isObject } from '../redaction/marker.js';
import { redactObject } from '../redaction/redact-object.js';

/** `apps/v1` is `apps`, `v1` is the core group ''. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** What an object is about; one that is yet to be named goes by its `generateName`. */
export function kubeSubject(object: JsonObject, instance?: string): Subject {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const subject = {
    group: groupOf(text(object.apiVersion)),
    kind: text(object.kind),
    namespace: text(metadata.namespace),
    name: text(metadata.name) || text(metadata.generateName),
  };
  return instance === undefined ? subject : { ...subject, instance };
}

/**
 * The fact that an object of the Kubernetes API gives, trimmed and redacted, whether it comes from a manifest or from a
 * live cluster; undefined for a kind that no source holds.
 */
export function kubeFact(object: JsonObject, instance?: string): Fact | undefined {
  const subject = kubeSubject(object, instance);
  const source = kubeSource(subject.group, subject.kind);
  if (source === undefined) return undefined;
  return { source, partition: '', subject, body: { shape: 'object', object: redactObject(object) } };
}
