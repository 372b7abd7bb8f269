import type { ControlCase } from '@plimsoll/engine';
import type { ControlPlaneComponent, FactBody, SourceId } from '@plimsoll/model';
import { nodeCase, running, settingsBody } from '../components/component-case.js';
import { COMPONENT_FILES } from '../components/flag-control.js';
import { NO_PERMISSION, type Settings } from '../settings/host-case.js';

type Expect = ControlCase['expect'];
const UNREADABLE: Expect = { verdict: 'unknown', reason: 'unreadable' };

const facts = (
  component: ControlPlaneComponent,
  flags: Settings,
  file?: Settings,
): Partial<Record<SourceId, FactBody>> => ({
  [`process/${component}`]: running(component, flags),
  ...(file === undefined ? {} : { [COMPONENT_FILES]: settingsBody(file) }),
});

const AUTHN = { '--authentication-config': '/etc/kubernetes/authn.yaml' };
const AUTHZ = { '--authorization-config': '/etc/kubernetes/authz.yaml' };
const ANONYMOUS = 'authentication-config anonymous.enabled';
const AUTHORIZERS = 'authorization-config authorizers';
const SCHEDULER = 'kube-scheduler enableProfiling';

const authorizerCases = (good: string, bad: string): readonly ControlCase[] => [
  nodeCase(`a configuration with ${good}`, facts('kube-apiserver', AUTHZ, { [AUTHORIZERS]: good }), {
    verdict: 'pass',
    evidence: [{ path: AUTHORIZERS, value: good }],
  }),
  nodeCase(`a configuration with ${bad}`, facts('kube-apiserver', AUTHZ, { [AUTHORIZERS]: bad }), {
    verdict: 'fail',
    evidence: [{ path: AUTHORIZERS, value: bad }],
  }),
  nodeCase(
    'a configuration that is closed',
    facts('kube-apiserver', AUTHZ, { [AUTHORIZERS]: NO_PERMISSION }),
    UNREADABLE,
  ),
];

const tls13 = (): readonly ControlCase[] => [
  nodeCase('TLS 1.3 is the least', facts('kube-apiserver', { '--tls-min-version': 'VersionTLS13' }), {
    verdict: 'pass',
    evidence: [{ path: 'kube-apiserver --tls-min-version', value: 'VersionTLS13' }],
  }),
  nodeCase('TLS 1.2 is the least', facts('kube-apiserver', { '--tls-min-version': 'VersionTLS12' }), {
    verdict: 'fail',
  }),
];

const signer = { '--service-account-signing-endpoint': '/run/signer.sock' };

/** Where something else stands for the flag of a row. */
export const insteadCases: Readonly<Record<string, readonly ControlCase[]>> = {
  'control-plane/kube-apiserver-anonymous-auth': [
    nodeCase('a configuration without anonymous', facts('kube-apiserver', AUTHN, { [ANONYMOUS]: 'false' }), {
      verdict: 'pass',
      evidence: [{ path: ANONYMOUS, value: 'false' }],
    }),
    nodeCase('a configuration with anonymous', facts('kube-apiserver', AUTHN, { [ANONYMOUS]: 'true' }), {
      verdict: 'fail',
    }),
    nodeCase(
      'a configuration that leaves it to the flag',
      facts(
        'kube-apiserver',
        { ...AUTHN, '--anonymous-auth': 'false' },
        { [ANONYMOUS]: { absent: 'not there' } },
      ),
      { verdict: 'pass' },
    ),
    nodeCase('a configuration of which nothing is said', facts('kube-apiserver', AUTHN), {
      verdict: 'unknown',
      reason: 'not-collected',
    }),
  ],
  'control-plane/kube-apiserver-authorization-always-allow': authorizerCases('Node,RBAC', 'RBAC,AlwaysAllow'),
  'control-plane/kube-apiserver-authorization-node': authorizerCases('Node,RBAC', 'RBAC,Webhook'),
  'control-plane/kube-apiserver-authorization-rbac': authorizerCases('Node,RBAC', 'Node,Webhook'),
  'control-plane/kube-apiserver-tls-cipher-suites': tls13(),
  'control-plane/kube-apiserver-tls-cipher-suites-or-cbc': tls13(),
  'control-plane/kube-apiserver-tls-cipher-suites-or-rsa': tls13(),
  'control-plane/kube-apiserver-audit-log-path': [
    nodeCase(
      'a webhook instead of a file',
      facts('kube-apiserver', { '--audit-webhook-config-file': '/etc/kubernetes/audit.conf' }),
      { verdict: 'pass', evidence: [{ path: 'kube-apiserver --audit-webhook-config-file' }] },
    ),
  ],
  'control-plane/kube-apiserver-service-account-key-file': [
    nodeCase('an external signer', facts('kube-apiserver', signer), { verdict: 'not-applicable' }),
  ],
  'control-plane/kube-controller-manager-service-account-private-key-file': [
    nodeCase(
      'an external signer',
      { ...facts('kube-controller-manager', {}), ...facts('kube-apiserver', signer) },
      { verdict: 'not-applicable' },
    ),
  ],
  'control-plane/kube-scheduler-profiling': [
    nodeCase(
      'a file that turns it off',
      facts('kube-scheduler', { '--config': '/s.yaml' }, { [SCHEDULER]: 'false' }),
      {
        verdict: 'pass',
        evidence: [{ path: SCHEDULER, value: 'false' }],
      },
    ),
    nodeCase(
      'a file that leaves it on, whatever the flag says',
      facts('kube-scheduler', { '--config': '/s.yaml', '--profiling': 'false' }, { [SCHEDULER]: 'true' }),
      { verdict: 'fail' },
    ),
  ],
};
