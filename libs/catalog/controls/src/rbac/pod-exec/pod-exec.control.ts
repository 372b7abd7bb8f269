import { declareControl } from '../../declare.js';
import { BINDING_SOURCES, judgeRights, rights } from '../binding.js';

/** Kubernetes runs commands on get as well, by websocket; the proxy to the kubelet runs them past the API. */
const RIGHTS = [
  ...['exec', 'attach', 'portforward'].flatMap((subresource) =>
    rights(['create', 'get'], { apiGroup: '', resource: 'pods', subresource, resourceName: { any: true } }),
  ),
  ...rights(['create', 'get'], {
    apiGroup: '',
    resource: 'nodes',
    subresource: 'proxy',
    resourceName: { any: true },
  }),
];

export const podExec = declareControl({
  id: 'rbac/pod-exec',
  title: 'Bindings do not grant a way into running pods',
  severity: 'high',
  why: 'Who runs commands in a pod, attaches to it or forwards a port into it has its data and its service account, and leaves hardly a trace. The verb get suffices: websockets are opened with it.',
  remedy:
    'Remove pods/exec, pods/attach, pods/portforward and nodes/proxy from the role, and hand them out for a limited time when needed.',
  references: [
    'plimsoll:X-001',
    'kubescape:C-0002',
    'kubescape:C-0063',
    'kubescape:C-0279',
    'cis-kubernetes-1.12:5.1.10',
  ],
  subjects: BINDING_SOURCES,
  needs: [{ anyOf: BINDING_SOURCES }, { derived: 'effective-permissions' }],
  evaluate: (view) => judgeRights(view, RIGHTS),
});
