import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { hostRunning } from '../testing/processes.js';
import { hostComponentConfiguration } from './host-component-configuration.collector.js';
import { certificateDigests } from './public-certificates.js';

const FILES = {
  '/etc/kubernetes/authz.yaml':
    'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers: [{type: Node, name: n}, {type: RBAC, name: r}]\n',
  '/etc/kubernetes/authn.yaml':
    'apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\njwt: [{issuer: {url: https://secret}}]\nanonymous: {enabled: true, conditions: [{path: /livez}]}\n',
  '/etc/kubernetes/admission.yaml':
    'apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins: [{name: EventRateLimit, path: e.yaml}, {name: PodSecurity, configuration: {defaults: {enforce: baseline}}}]\n',
  '/etc/kubernetes/audit.yaml':
    'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata, users: [secret]}, {level: RequestResponse}]\n',
};
const FLAGS = [
  '--authorization-config=/etc/kubernetes/authz.yaml',
  '--authentication-config=/etc/kubernetes/authn.yaml',
  '--admission-control-config-file=/etc/kubernetes/admission.yaml',
  '--audit-policy-file=/etc/kubernetes/audit.yaml',
];
const host = (flags: readonly string[], files: Readonly<Record<string, string>>) =>
  collected(hostComponentConfiguration, hostRunning([['kube-apiserver', ...flags]], files));

const certificate = (content: string): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(content).toString('base64')}\n-----END CERTIFICATE-----\n`;

describe('files that flags name', () => {
  it('give their judged keys and nothing else', async () => {
    const settings = await host(FLAGS, FILES);
    expect(settings).toMatchObject({
      'authorization-config authorizers': 'Node,RBAC',
      'authentication-config anonymous.enabled': 'true',
      'authentication-config anonymous.conditions': '/livez',
      'admission-control-config plugins': 'EventRateLimit,PodSecurity',
      'admission-control-config PodSecurity.defaults.enforce': 'baseline',
      'audit-policy rules': 'Metadata,RequestResponse',
      'kube-scheduler enableProfiling': { absent: expect.any(String) },
    });
    expect(JSON.stringify(settings)).not.toContain('secret');
  });

  it('are absent without the flag, unknown in a later version, and unknown when they are not here', async () => {
    const key = 'authorization-config authorizers';
    expect(await host([], FILES)).toMatchObject({ [key]: { absent: expect.any(String) } });
    const later = FILES['/etc/kubernetes/authz.yaml'].replace('/v1', '/v7');
    expect(await host(FLAGS, { ...FILES, '/etc/kubernetes/authz.yaml': later })).toMatchObject({
      [key]: { unreadable: 'invalid' },
    });
    expect(await host(FLAGS, {})).toMatchObject({ [key]: { unreadable: 'not-mounted' } });
  });

  it('of kube-scheduler say whether it can be profiled', async () => {
    const tree = (more: string) =>
      hostRunning([['kube-scheduler', '--config=/etc/kubernetes/s.yaml']], {
        '/etc/kubernetes/s.yaml': `apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n${more}`,
      });
    const key = 'kube-scheduler enableProfiling';
    expect(await collected(hostComponentConfiguration, tree('enableProfiling: false\n'))).toMatchObject({
      [key]: 'false',
    });
    expect(await collected(hostComponentConfiguration, tree(''))).toMatchObject({ [key]: 'true' });
  });
});

describe('logins', () => {
  it('are started at boot where systemd has a link to them', async () => {
    const wants = '/etc/systemd/system/multi-user.target.wants';
    expect(await host([], { [`${wants}/ssh.service`]: '', [`${wants}/cron.service`]: '' })).toMatchObject({
      'systemd ssh': 'ssh.service',
    });
    expect(await host([], { [`${wants}/cron.service`]: '' })).toMatchObject({
      'systemd ssh': { absent: expect.any(String) },
    });
  });
});

describe('the unit of a kubelet', () => {
  const unit = '/usr/lib/systemd/system/kubelet.service';
  const key = 'kubelet.service IPAddressDeny';

  it('says which addresses are denied to it, drop-ins included', async () => {
    const files = {
      [unit]: '[Service]\nIPAddressDeny=10.0.0.0/8\n',
      '/etc/systemd/system/kubelet.service.d/20-deny.conf': '[Service]\nIPAddressDeny=\nIPAddressDeny=any\n',
      '/usr/lib/systemd/system/kubelet.service.d/20-deny.conf': '[Service]\nIPAddressDeny=\n',
    };
    expect(await host([], files)).toMatchObject({ 'kubelet.service': unit, [key]: 'any' });
    expect(await host([], { [unit]: '[Service]\n' })).toMatchObject({
      [key]: { absent: expect.any(String) },
    });
    expect(await host([], {})).toMatchObject({ 'kubelet.service': { absent: expect.any(String) } });
  });
});

describe('authorities', () => {
  it('are told by their certificates, wherever these lie', () => {
    const [one, two] = [certificate('one'), certificate('two')];
    expect(certificateDigests(`# a comment\n${one}`)).toBe(certificateDigests(one));
    expect(certificateDigests(one + two)).toBe(certificateDigests(two + one + one));
    expect(certificateDigests(one)).not.toBe(certificateDigests(two));
  });

  it('with a key beside them tell nothing', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
    expect(certificateDigests(certificate('one') + key)).toMatchObject({ unreadable: 'invalid' });
    expect(certificateDigests('')).toMatchObject({ unreadable: 'invalid' });
  });
});
