import { declareControl } from '../../declare.js';
import { passOrFail } from '../../judgement.js';
import { Field } from '../../pod-security/field.js';
import { Misreads } from '../../pod-security/misreads.js';
import { POD_SECURITY_LABEL, namespacePolicy } from '../../pod-security/namespace-labels.js';
import type { Judgement, JsonObject } from '@plimsoll/model';

/** Kubernetes' own namespaces run what is privileged by design, or nothing at all. */
const OWN = ['kube-system', 'kube-public', 'kube-node-lease'];

export const podSecurityEnforced = declareControl({
  id: 'namespace/pod-security-enforced',
  title: 'The namespace enforces a Pod Security level',
  severity: 'high',
  why: 'Without an enforced level of baseline or restricted, whoever may make a pod in the namespace may make one that owns the node.',
  remedy:
    'Label the namespace pod-security.kubernetes.io/enforce=restricted, or baseline where that is too strict.',
  references: ['kubescape:C-0192', 'kubescape:C-0193', 'cis-kubernetes-1.12:5.2.1'],
  subjects: ['kube/core/Namespace'],
  needs: ['kube/core/Namespace'],
  evaluate: ({ subject, object }) =>
    OWN.includes(subject.name)
      ? { verdict: 'not-applicable', reason: 'a namespace of Kubernetes itself' }
      : judgeLabels(object),
});

function judgeLabels(object: JsonObject): Judgement {
  const misreads = new Misreads();
  const labels = Field.root(object, misreads).at('metadata').at('labels');
  const texts = Object.fromEntries(labels.names().map((name) => [name, labels.text(name) ?? '']));
  if (misreads.count > 0)
    return { verdict: 'unknown', reason: 'unreadable', detail: `wrong type at ${misreads.paths.join(', ')}` };
  const enforced = namespacePolicy(texts).enforce.level !== 'privileged';
  const name = `${POD_SECURITY_LABEL}enforce`;
  const value = Object.hasOwn(texts, name) ? (texts[name] ?? null) : null;
  return passOrFail(enforced, [
    { path: `metadata.labels[${name}]`, value, wanted: 'baseline or restricted' },
  ]);
}
