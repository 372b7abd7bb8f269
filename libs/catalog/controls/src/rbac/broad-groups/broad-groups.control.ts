import type { JsonObject } from '@plimsoll/model';
import { declareControl } from '../../declare.js';
import { passOrFail } from '../../judgement.js';
import type { Look } from '../../pod-security/field.js';
import { Field, Misreads, evidenceOf } from '../../pod-security/field.js';
import { BINDING_SOURCES, BROAD } from '../binding.js';

/** What Kubernetes and kubeadm bind to everybody: binding, role, subject. */
const DEFAULT = new Set([
  'system:basic-user system:basic-user system:authenticated',
  'system:discovery system:discovery system:authenticated',
  'system:public-info-viewer system:public-info-viewer system:authenticated',
  'system:public-info-viewer system:public-info-viewer system:unauthenticated',
  'system:service-account-issuer-discovery system:service-account-issuer-discovery system:serviceaccounts',
  'kubeadm:bootstrap-signer-clusterinfo kubeadm:bootstrap-signer-clusterinfo system:anonymous',
]);

export const broadGroups = declareControl({
  id: 'rbac/broad-groups',
  title: 'Nothing is bound to everybody',
  severity: 'high',
  why: 'What is bound to anonymous, to all authenticated users or to all service accounts is bound to every intruder, whichever pod or token he has.',
  remedy:
    'Bind the role to the user, group or service account that needs it. The bindings that Kubernetes makes itself may stay.',
  references: ['plimsoll:X-009', 'kubescape:C-0262', 'kubescape:C-0265'],
  subjects: BINDING_SOURCES,
  needs: [{ anyOf: BINDING_SOURCES }],
  evaluate: ({ subject, object }) => {
    const misreads = new Misreads();
    const looks = subjectLooks(subject.name, object, misreads);
    const bad = looks.filter((look) => !look.ok);
    if (bad.length === 0 && !misreads.isEmpty)
      return {
        verdict: 'unknown',
        reason: 'unreadable',
        detail: `wrong type at ${misreads.paths.join(', ')}`,
      };
    const shown = bad.length > 0 ? bad : looks;
    return passOrFail(bad.length === 0, shown.map(evidenceOf));
  },
});

function subjectLooks(binding: string, object: JsonObject, misreads: Misreads): readonly Look[] {
  const fields = Field.root(object, misreads);
  const role = fields.at('roleRef').at('name').text() ?? '';
  return fields
    .at('subjects')
    .items()
    .filter((subject) => subject.at('kind').text() !== 'ServiceAccount')
    .map((subject) => subject.at('name'))
    .map((name) => {
      const text = name.text() ?? '';
      return name.look(
        !BROAD.test(text) || DEFAULT.has(`${binding} ${role} ${text}`),
        'not a group that everybody is in',
      );
    });
}
