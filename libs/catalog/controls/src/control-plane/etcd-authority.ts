import type { Control, SubjectView } from '@plimsoll/engine';
import type { Judgement } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { passOrFail } from '../judgement.js';
import { readingOf, unreadable, type Reading } from '../settings/reading.js';
import { COMPONENT_FILES, flagText, originOf, pathOf, unknownFlag } from '../components/flag-control.js';
import { elementsOf } from '../components/flag-rule.js';
import { everyCis, openshift } from '../components/references.js';
import { sightingOf, type SeenComponent } from '../components/seen-component.js';

const ROW = { component: 'etcd', flag: '--trusted-ca-file' } as const;
export const OWN_AUTHORITY = 'etcd --trusted-ca-file sha256';
export const CLUSTER_AUTHORITY = 'kube-apiserver --client-ca-file sha256';
const WANTED = 'no certificate of the authority that the API server trusts';

const digests = (reading: Reading): readonly string[] =>
  reading.kind === 'text' ? elementsOf(reading.text) : [];

/** The two bundles by their certificates; an API server that trusts no client certificates shares none. */
function compared(view: SubjectView, seen: SeenComponent): Judgement {
  const own = readingOf(view, COMPONENT_FILES, OWN_AUTHORITY);
  if (own.kind === 'unknown') return own.judgement;
  const cluster = readingOf(view, COMPONENT_FILES, CLUSTER_AUTHORITY);
  if (cluster.kind === 'unknown') return cluster.judgement;
  if (own.kind === 'absent') return unreadable(`${OWN_AUTHORITY}: ${own.detail}`);
  if (cluster.kind === 'absent' && !trustsNobody(view))
    return unreadable(`${CLUSTER_AUTHORITY}: ${cluster.detail}`);
  const shared = digests(own).filter((digest) => digests(cluster).includes(digest));
  return passOrFail(shared.length === 0, [
    { path: OWN_AUTHORITY, value: own.text, wanted: WANTED },
    {
      path: CLUSTER_AUTHORITY,
      value: cluster.kind === 'text' ? cluster.text : null,
      wanted: 'another authority',
    },
    originOf(ROW, seen),
  ]);
}

const trustsNobody = (view: SubjectView): boolean => {
  const api = sightingOf(view, 'kube-apiserver');
  if ('judgement' in api) return false;
  return (
    unknownFlag(api, 'kube-apiserver', '--client-ca-file') === undefined &&
    flagText(api, '--client-ca-file') === undefined
  );
};

function evaluate(view: SubjectView): Judgement {
  const seen = sightingOf(view, 'etcd');
  if ('judgement' in seen) return seen.judgement;
  const unknown = unknownFlag(seen, ROW.component, ROW.flag);
  if (unknown !== undefined) return unknown;
  if (flagText(seen, ROW.flag) !== undefined) return compared(view, seen);
  const wanted = 'an authority of its own; not set: no authority is asked';
  return passOrFail(false, [{ path: pathOf(ROW), value: null, wanted }, originOf(ROW, seen)]);
}

/** By certificate and not by path: a copy of the cluster's authority is still the cluster's. */
export const etcdAuthority: Control = declareControl({
  id: 'control-plane/etcd-trusted-ca-file',
  title: 'etcd trusts an authority of its own',
  severity: 'medium',
  why: 'Else every client certificate of the cluster, of any user, opens etcd and with it everything.',
  remedy:
    'Make an authority for etcd alone, issue its certificates and those of the API server by it, and set `--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt` in /etc/kubernetes/manifests/etcd.yaml.',
  references: [...everyCis('2.7'), ...openshift('2.7')],
  subjects: ['process/etcd'],
  needs: [
    { anyOf: ['process/etcd', 'static-pod/etcd', 'kube/core/Node'] },
    { anyOf: [COMPONENT_FILES, 'kube/core/Node'] },
    { derived: 'component-flags' },
  ],
  evaluate,
});
