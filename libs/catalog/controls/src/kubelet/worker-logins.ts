import type { Control, SubjectView } from '@plimsoll/engine';
import type { Judgement, SourceId } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { passOrFail } from '../judgement.js';
import { unlessKubernetesNode } from '../settings/kubernetes-node.js';
import { notApplicable, readingOf } from '../settings/reading.js';
import { COMPONENT_FILES } from '../components/flag-control.js';
import { sightingOf } from '../components/seen-component.js';

interface LoginRow {
  readonly slug: string;
  readonly source: SourceId;
  readonly key: string;
  readonly title: string;
  readonly wanted: string;
  readonly reference: string;
}

export const LOGIN_ROWS: readonly LoginRow[] = [
  {
    slug: 'worker-sshd-running',
    source: 'host/services',
    key: 'running.sshd',
    title: 'No sshd runs on a worker',
    wanted: 'not running',
    reference: 'stig-kubernetes:V-242393',
  },
  {
    slug: 'worker-sshd-enabled',
    source: COMPONENT_FILES,
    key: 'systemd ssh',
    title: 'No sshd is started when a worker boots',
    wanted: 'no unit',
    reference: 'stig-kubernetes:V-242394',
  },
];

function evaluate(row: LoginRow, view: SubjectView): Judgement {
  const elsewhere = unlessKubernetesNode(view);
  if (elsewhere !== undefined) return elsewhere;
  const reading = readingOf(view, row.source, row.key);
  if (reading.kind === 'unknown') return reading.judgement;
  const value = reading.kind === 'text' && reading.text !== '0' ? reading.text : null;
  if (value === null) return passOrFail(true, [{ path: row.key, value, wanted: row.wanted }]);
  const api = sightingOf(view, 'kube-apiserver');
  if ('origin' in api) return notApplicable('asked of workers, and this node runs the control plane');
  if (api.judgement.verdict === 'unknown') return api.judgement;
  return passOrFail(false, [{ path: row.key, value, wanted: row.wanted }]);
}

/** Workers are cattle: what a login mends on one of them is lost with the next. */
export const workerLogins: readonly Control[] = LOGIN_ROWS.map((row) =>
  declareControl({
    id: `kubelet/${row.slug}`,
    title: row.title,
    severity: 'low',
    why: 'Whoever logs in to a worker has every pod of it; workers are replaced and not repaired.',
    remedy: 'Run `systemctl disable --now ssh.service ssh.socket sshd.service` where nobody has to log in.',
    references: [row.reference],
    subjects: [row.source],
    needs: [row.source, 'host/identity', { derived: 'component-flags' }],
    evaluate: (view) => evaluate(row, view),
  }),
);
