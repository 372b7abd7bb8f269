import type { Fact, Subject } from '@plimsoll/model';
import type { ManifestDocument } from '@plimsoll/probes';
import { kubeFact, kubeSubject } from './kube-fact.js';

/** Takes every fact that leaves a collector: trimmed, redacted, complete. */
export type Emit = (fact: Fact) => void;

/** Every object of a scan is a subject of its own: by file, document and item. One to one. */
export const instanceOf = ({
  file,
  document,
  item,
}: Pick<ManifestDocument, 'file' | 'document' | 'item'>): string =>
  `${document}${item === '' ? '' : `.${item}`}:${file}`;

/** Emits the fact of one object of a manifest, if its kind has a source, and says what the object is about. */
export function collectManifest(manifest: ManifestDocument, emit: Emit): Subject {
  const instance = instanceOf(manifest);
  const fact = kubeFact(manifest.object, instance);
  if (fact === undefined) return kubeSubject(manifest.object, instance);
  emit(fact);
  return fact.subject;
}
