import type { PlimsollError } from '@plimsoll/errors';
import type { JsonObject, JsonValue } from '@plimsoll/model';
import { isObject, member, textOf } from '../kubeconfig/json-access.js';
import { apiVersionOf, type KubeResource } from './kube-resource.js';

/** Why and whose object was left out. */
export interface RejectedObject {
  /** Absent where not even that could be read. */
  readonly identity?: { readonly namespace: string; readonly name: string };
  readonly reason: 'too-large' | 'invalid';
  readonly detail: string;
}

/**
 * What a stream of a kind's objects tells. `listing`, then every `object` that is there, then `listed`; then `object`
 * and `deleted` as they happen. `listing` comes again when changes were missed; what was known then and is not among
 * the objects up to the next `listed` is gone. `alive` says that up to now nothing was missed.
 */
export type ObjectEvent =
  | { readonly type: 'listing' }
  | { readonly type: 'object'; readonly object: JsonObject }
  | { readonly type: 'progress'; readonly listed: number; readonly remaining: number | undefined }
  | { readonly type: 'listed' }
  | { readonly type: 'deleted'; readonly object: JsonObject }
  | { readonly type: 'rejected'; readonly rejected: RejectedObject }
  | { readonly type: 'alive' }
  /** It goes on by itself after `delayMs`; `attempt` counts failures in a row from 0. */
  | {
      readonly type: 'interrupted';
      readonly error: PlimsollError;
      readonly attempt: number;
      readonly delayMs: number;
    };

/** Items of a list do not say what they are. */
export function typedObject(value: JsonValue, resource: KubeResource): JsonObject | undefined {
  if (!isObject(value) || textOf(member(value, 'metadata'), 'name') === undefined) return undefined;
  return { ...value, apiVersion: apiVersionOf(resource), kind: resource.kind };
}

export const versionOf = (value: JsonValue | undefined): string | undefined =>
  textOf(member(value, 'metadata'), 'resourceVersion');

/** From the first bytes of an object, where servers write its metadata. */
export function rejectedTooLong(prefix: Buffer, bytes: number, maxBytes: number): RejectedObject {
  const text = prefix.toString('utf8');
  const name = /"metadata":\{"name":"([^"\\]{1,253})"/.exec(text)?.[1];
  const namespace = /"metadata":\{[^{}]{0,1000}?"namespace":"([^"\\]{1,253})"/.exec(text)?.[1] ?? '';
  return {
    ...(name === undefined ? {} : { identity: { namespace, name } }),
    reason: 'too-large',
    detail: `an object of ${bytes} bytes; ${maxBytes} is the limit`,
  };
}
