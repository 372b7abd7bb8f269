import type { JsonValue } from '@plimsoll/model';
import { isObject, redactValue } from './marker.js';

/** Annotations that controls judge or that say what an object is; the values of all others may be anything. */
const KEPT =
  /^(?:seccomp\.security\.alpha\.kubernetes\.io\/pod|container\.(?:seccomp\.security\.alpha|apparmor\.security\.beta)\.kubernetes\.io\/.*|pod-security\.kubernetes\.io\/.*|kubernetes\.io\/(?:config\.(?:mirror|source|hash)|service-account\.(?:name|uid)|enforce-mountable-secrets|bootstrapping)|rbac\.authorization\.kubernetes\.io\/autoupdate|scheduler\.alpha\.kubernetes\.io\/critical-pod|node\.kubernetes\.io\/[a-z-]+)$/;

/** Whole copies of objects, values and all: not even their names are needed. */
const DROPPED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'kapp.k14s.io/original',
  'kapp.k14s.io/original-diff-md5',
  'objectset.rio.cattle.io/applied',
  'banzaicloud.com/last-applied',
]);

/** The names stay, the values go but for those that controls judge. */
export function redactAnnotations(annotations: JsonValue): JsonValue {
  if (!isObject(annotations)) return redactValue(annotations);
  return Object.fromEntries(
    Object.entries(annotations)
      .filter(([name]) => !DROPPED.has(name))
      .map(([name, value]) => [name, KEPT.test(name) ? value : redactValue(value)]),
  );
}
