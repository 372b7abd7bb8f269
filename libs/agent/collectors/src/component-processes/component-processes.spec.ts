import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { hostRunning } from '../testing/processes.js';
import { componentProcess } from './component-process.collector.js';

const apiServer = componentProcess('kube-apiserver');
const etcd = componentProcess('etcd');
const PROGRAM = '/usr/local/bin/kube-apiserver';
const ADDRESS = '--listen-client-urls=https://127.0.0.1:2379';

describe('a component that runs', () => {
  it('tells its flags, by the name that the kernel cut', async () => {
    const manager = componentProcess('kube-controller-manager');
    const tree = hostRunning([
      [PROGRAM, '--anonymous-auth=false', '--profiling'],
      ['kube-controller-manager', '--bind_address', '127.0.0.1'],
    ]);
    expect(await collected(apiServer, tree)).toMatchObject({
      process: PROGRAM,
      '--anonymous-auth': 'false',
      '--profiling': 'true',
      '--token-auth-file': { absent: expect.any(String) },
    });
    expect(await collected(manager, tree)).toMatchObject({ '--bind-address': '127.0.0.1' });
  });

  it('tells no value that may be a secret', async () => {
    const tree = hostRunning([[PROGRAM, '--oidc-client-secret=hunter2', '--etcd-servers', 'https://u:p@h']]);
    const settings = await collected(apiServer, tree);
    expect(JSON.stringify(settings)).not.toMatch(/hunter2|u:p/);
    expect(settings).toMatchObject({ '--oidc-client-secret': '[redacted]', '--etcd-servers': '[redacted]' });
  });

  it('is the named one of hyperkube', async () => {
    const tree = hostRunning([
      ['/hyperkube', 'kube-apiserver', '--profiling=false'],
      ['/hyperkube', 'kubelet'],
    ]);
    expect(await collected(apiServer, tree)).toMatchObject({ '--profiling': 'false' });
    expect(await collected(componentProcess('kubelet'), tree)).toMatchObject({
      process: '/hyperkube kubelet',
    });
    expect(await collected(componentProcess('kube-proxy'), tree)).toMatchObject({
      process: { absent: expect.any(String) },
    });
  });

  it('with a file of arguments as OpenShift has them tells only what its flags say', async () => {
    const flags = ['--openshift-config=/etc/kubernetes/config.yaml', '--profiling=false'];
    expect(await collected(apiServer, hostRunning([[PROGRAM, ...flags]]))).toMatchObject({
      '--profiling': 'false',
      '--anonymous-auth': { unreadable: 'invalid' },
    });
  });

  it('twice, is believed only where both say the same', async () => {
    const tree = hostRunning([
      [PROGRAM, '--profiling=false', '--anonymous-auth=false'],
      ['/opt/other/kube-apiserver', '--profiling=true', '--anonymous-auth=false'],
    ]);
    expect(await collected(apiServer, tree)).toMatchObject({
      process: PROGRAM,
      '--anonymous-auth': 'false',
      '--profiling': { unreadable: 'invalid' },
    });
  });

  it('with a word that is no UTF-8 loses that one value', async () => {
    const tree = hostRunning([[PROGRAM, '--profiling=false', '--audit-log-path=X']]);
    const line = tree.binary?.['/proc/2/cmdline'] ?? [];
    const broken = line.map((byte) => (byte === 'X'.charCodeAt(0) ? 0xff : byte));
    const settings = await collected(apiServer, {
      ...tree,
      binary: { ...tree.binary, '/proc/2/cmdline': broken },
    });
    expect(settings).toMatchObject({
      '--profiling': 'false',
      '--audit-log-path': { unreadable: 'invalid' },
    });
  });

  it('with a huge command line tells nothing', async () => {
    const tree = hostRunning([[PROGRAM, `--audit-log-path=${'x'.repeat(300_000)}`]]);
    expect(await collected(apiServer, tree)).toEqual({
      process: { unreadable: 'too-large', detail: expect.any(String) },
    });
  });
});

describe('a component that does not run', () => {
  it('is absent where every process can be seen', async () => {
    expect(await collected(apiServer, hostRunning([]))).toEqual({
      process: { absent: 'no process of kube-apiserver' },
    });
  });

  it('is not known where processes are hidden, or where there are none', async () => {
    const { files, binary } = hostRunning([['/bin/sleep']]);
    const hidden = { files: { ...files }, binary: { ...binary } };
    delete hidden.files['/proc/1/status'];
    expect(await collected(apiServer, hidden)).toMatchObject({ process: { unreadable: 'permission' } });
    const none = { files: { '/etc/hostname': 'n\n' } };
    expect(await collected(apiServer, none)).toMatchObject({ process: { unreadable: 'not-mounted' } });
  });
});

describe('etcd', () => {
  it('with a configuration file has nothing but the file', async () => {
    const config = [
      'client-transport-security:',
      '  cert-file: /c.crt',
      '  client-cert-auth: true',
      'peer-transport-security: {auto-tls: false}',
    ].join('\n');
    const line = ['etcd', '--config-file=/etc/etcd/etcd.conf.yml', '--auto-tls=true'];
    expect(await collected(etcd, hostRunning([line], { '/etc/etcd/etcd.conf.yml': config }))).toMatchObject({
      process: 'etcd',
      '--cert-file': '/c.crt',
      '--client-cert-auth': 'true',
      '--peer-auto-tls': 'false',
      '--auto-tls': { absent: expect.stringContaining('etcd.conf.yml') },
      '--key-file': { absent: expect.any(String) },
    });
    expect(await collected(etcd, hostRunning([line]))).toMatchObject({
      '--auto-tls': { unreadable: 'not-mounted' },
    });
  });

  it('without any address among its flags gets them from variables, which nobody reads', async () => {
    expect(await collected(etcd, hostRunning([['etcd']]))).toMatchObject({
      '--cert-file': { unreadable: 'permission' },
    });
    expect(await collected(etcd, hostRunning([['etcd', ADDRESS]]))).toMatchObject({
      '--cert-file': { absent: expect.any(String) },
    });
  });
});
