import { declareControl } from '../../declare.js';
import { Field } from '../../pod-security/field.js';
import { Looks } from '../../pod-security/looks.js';
import { Misreads } from '../../pod-security/misreads.js';
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
    const fields = Field.root(object, misreads);
    const bad = new Looks();
    seeSubjects(subject.name, fields, bad);
    if (!bad.isEmpty) return { verdict: 'fail', evidence: bad.evidence() };
    if (misreads.count > 0)
      return {
        verdict: 'unknown',
        reason: 'unreadable',
        detail: `wrong type at ${misreads.paths.join(', ')}`,
      };
    const all = new Looks('all');
    seeSubjects(subject.name, fields, all);
    return { verdict: 'pass', evidence: all.evidence() };
  },
});

function seeSubjects(binding: string, fields: Field, looks: Looks): void {
  const role = fields.at('roleRef').text('name') ?? '';
  for (const subject of fields.items('subjects')) {
    if (subject.text('kind') === 'ServiceAccount') continue;
    const name = subject.text('name') ?? '';
    const ok = !BROAD.test(name) || DEFAULT.has(`${binding} ${role} ${name}`);
    looks.see(ok, subject, 'name', 'not a group that everybody is in');
  }
}
