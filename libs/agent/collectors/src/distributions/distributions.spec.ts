import { describe, expect, it } from 'vitest';
import { componentProcess } from '../component-processes/component-process.collector.js';
import { collected } from '../testing/collected.js';
import { hostRunning } from '../testing/processes.js';
import { execStartWords } from './distribution-arguments.js';
import { argumentsFor, embeddedWords } from './embedded-settings.js';

const UNIT = `[Service]
ExecStart=/usr/local/bin/k3s \\
    server \\
	'--kube-apiserver-arg=profiling=true' \\
	"--secrets-encryption" \\

`;
/** k3s rewrites its title, so that no argument is seen. */
const TITLE = [['/usr/local/bin/k3s server']];
const k3sHost = (files: Readonly<Record<string, string>>) =>
  hostRunning(TITLE, { '/etc/systemd/system/k3s.service': UNIT, ...files }, ['k3s-server']);
const apiServer = componentProcess('kube-apiserver');

describe('what is embedded in k3s', () => {
  it('has the flags of k3s, replaced by those of its unit', async () => {
    expect(await collected(apiServer, k3sHost({}))).toMatchObject({
      process: 'k3s server',
      '--anonymous-auth': 'false',
      '--profiling': 'true',
      '--encryption-provider-config': expect.stringContaining('encryption-config.json'),
      '--audit-log-path': { absent: expect.any(String) },
    });
  });

  it('has those of its configuration, and of the drop-ins over it', async () => {
    const files = {
      '/etc/rancher/k3s/config.yaml': 'kube-apiserver-arg: [anonymous-auth=true, audit-log-maxage=7]\n',
      '/etc/rancher/k3s/config.yaml.d/10.yaml': 'kube-apiserver-arg+: [audit-log-maxage=30]\n',
      '/etc/rancher/k3s/config.yaml.d/20.yaml': 'token: hunter2\n',
    };
    const settings = await collected(apiServer, k3sHost(files));
    expect(settings).toMatchObject({ '--anonymous-auth': 'true', '--audit-log-maxage': '30' });
    expect(JSON.stringify(await collected(componentProcess('k3s'), k3sHost(files)))).not.toContain('hunter2');
    const replaced = { ...files, '/etc/rancher/k3s/config.yaml.d/30.yaml': 'kube-apiserver-arg: [v=1]\n' };
    expect(await collected(apiServer, k3sHost(replaced))).toMatchObject({ '--anonymous-auth': 'false' });
  });

  it('is not known when its configuration is no YAML, or nothing tells the arguments', async () => {
    const broken = k3sHost({ '/etc/rancher/k3s/config.yaml': ': [' });
    expect(await collected(apiServer, broken)).toMatchObject({
      process: 'k3s server',
      '--anonymous-auth': { unreadable: 'invalid' },
    });
    const noUnit = hostRunning(TITLE, {}, ['k3s-server']);
    expect(await collected(apiServer, noUnit)).toMatchObject({
      '--anonymous-auth': { unreadable: 'permission' },
    });
  });

  it('is on an agent the kubelet and kube-proxy only, and an etcd only where there is one', async () => {
    const agent = hostRunning([['/usr/local/bin/k3s agent']], {}, ['k3s-agent']);
    expect(await collected(apiServer, agent)).toMatchObject({ process: { absent: expect.any(String) } });
    expect(await collected(componentProcess('kubelet'), agent)).toMatchObject({ process: 'k3s agent' });
    expect(await collected(componentProcess('etcd'), k3sHost({}))).toMatchObject({
      process: { absent: expect.stringContaining('etcd of its own') },
    });
    const config = { '/var/lib/rancher/k3s/server/db/etcd/config': 'data-dir: /d\n' };
    expect(await collected(componentProcess('etcd'), k3sHost(config))).toMatchObject({
      process: 'k3s server',
      '--data-dir': '/d',
    });
  });
});

describe('a k3s that is not understood', () => {
  const etcd = componentProcess('etcd');
  const kubelet = componentProcess('kubelet');

  it('leaves open what it embeds where it runs more than once', async () => {
    const twice = hostRunning([['/usr/local/bin/k3s server'], ['k3s', 'etcd-snapshot']], {}, ['k3s-server']);
    expect(await collected(kubelet, twice)).toMatchObject({ process: { unreadable: 'invalid' } });
    expect(await collected(etcd, twice)).toMatchObject({ process: { unreadable: 'invalid' } });
  });

  it('is not without an etcd where its data cannot be seen, or is elsewhere', async () => {
    const { '/usr/bin/true': _, ...files } = k3sHost({}).files ?? {};
    const config = { '/etc/rancher/k3s/config.yaml': 'data-dir: /srv/k3s\n' };
    expect(await collected(etcd, { ...k3sHost({}), files })).toMatchObject({
      process: 'k3s server',
      '--client-cert-auth': { unreadable: 'not-mounted' },
    });
    expect(await collected(etcd, k3sHost(config))).toMatchObject({
      process: 'k3s server',
      '--client-cert-auth': { unreadable: 'invalid' },
    });
  });
});

describe('arguments', () => {
  it('for a component come in both forms', () => {
    expect(
      argumentsFor('kubelet', ['--kubelet-arg=a=b', '--kubelet-arg', 'c=d', '--kube-proxy-arg=x']),
    ).toEqual(['--a=b', '--c=d']);
    expect(embeddedWords('kube-scheduler', ['--kube-scheduler-arg=profiling=true'])).toContain(
      '--profiling=true',
    );
    expect(embeddedWords('kube-scheduler', ['--kube-scheduler-arg=profiling=true'])).not.toContain(
      '--profiling=false',
    );
  });

  it('of a unit are the words after the program', () => {
    expect(execStartWords(UNIT)).toEqual([
      'server',
      '--kube-apiserver-arg=profiling=true',
      '--secrets-encryption',
    ]);
    expect(execStartWords('[Unit]\n')).toBeUndefined();
  });
});
