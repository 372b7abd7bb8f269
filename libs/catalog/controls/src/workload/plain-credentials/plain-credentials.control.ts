import { podControl } from '../../pod-security/pod-control.js';
import type { Field } from '../../pod-security/field.js';
import { namesCredential } from './credential-name.js';

export const plainCredentials = podControl({
  id: 'workload/plain-credentials',
  title: 'No credential is written into an environment variable',
  severity: 'high',
  why: 'A credential in the manifest is read by everybody who reads the manifest, its history or the object in the cluster, and cannot be replaced without changing them.',
  remedy:
    'Put it into a Secret and mount that, or use valueFrom.secretKeyRef; then replace the credential, for it was public.',
  references: ['kubescape:C-0259'],
  check: (pod, looks) => {
    for (const container of pod.containers)
      for (const variable of container.items('env'))
        if (namesCredential(variable.text('name') ?? ''))
          looks.see(!hasValue(variable), variable, 'name', 'without a value of its own');
  },
});

/** What the value is never leaves the cluster; that there is one does. */
const hasValue = (variable: Field): boolean => (variable.text('value') ?? '') !== '';
