import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { hostRunning } from '../testing/processes.js';
import { staticPod } from './static-pod.collector.js';

const apiServer = staticPod('kube-apiserver');
const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const pod = (name: string, lines: readonly string[], more = ''): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: kube-system}
spec:
  containers:
    - name: ${name}
      image: registry.k8s.io/${name}:v1.36.3@sha256:00
      command:
${lines.map((line) => `        - ${line}`).join('\n')}
${more}`;

const on = (files: Readonly<Record<string, string>>) => hostRunning([], files);

describe('a static Pod', () => {
  it('tells the flags and the version of its component', async () => {
    const text = pod('kube-apiserver', [
      'kube-apiserver',
      '--profiling=false',
      '--etcd-servers=https://secret',
    ]);
    const settings = await collected(apiServer, on({ [MANIFEST]: text }));
    expect(settings).toMatchObject({ manifest: MANIFEST, version: '1.36.3', '--profiling': 'false' });
    expect(JSON.stringify(settings)).not.toContain('secret');
  });

  it('is found where its distribution keeps it', async () => {
    const text = pod('kube-apiserver', ['kube-apiserver', '--profiling=false']);
    const path = '/var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.yaml';
    expect(await collected(apiServer, on({ [path]: text }))).toMatchObject({ manifest: path });
    const args = '/var/snap/microk8s/current/args/kube-apiserver';
    expect(await collected(apiServer, on({ [args]: '# flags\n--profiling=false\n' }))).toMatchObject({
      manifest: args,
      '--profiling': 'false',
    });
  });

  it('does not guess what a variable becomes, or what a shell does', async () => {
    const variable = pod('kube-apiserver', ['kube-apiserver', '--bind-address=$(HOST_IP)']);
    expect(await collected(apiServer, on({ [MANIFEST]: variable }))).toMatchObject({
      '--bind-address': { unreadable: 'invalid' },
    });
    const shell = pod('kube-apiserver', ['/bin/sh', '-c', 'exec kube-apiserver --profiling=false']);
    expect(await collected(apiServer, on({ [MANIFEST]: shell }))).toEqual({
      manifest: { unreadable: 'invalid', detail: expect.any(String) },
    });
  });

  it('of etcd may say things by variables', async () => {
    const env = '      env:\n        - {name: ETCD_CLIENT_CERT_AUTH, value: "true"}\n';
    const text = pod('etcd', ['etcd', '--data-dir=/var/lib/etcd'], env);
    const path = '/etc/kubernetes/manifests/etcd.yaml';
    expect(await collected(staticPod('etcd'), on({ [path]: text }))).toMatchObject({
      manifest: path,
      version: '1.36.3',
      '--client-cert-auth': 'true',
      '--cert-file': { absent: expect.any(String) },
    });
  });

  it('is absent where no place has one, and unknown where it is no manifest', async () => {
    expect(await collected(apiServer, on({}))).toEqual({
      manifest: { absent: 'no manifest of kube-apiserver' },
    });
    for (const text of ['', 'kind: Deployment\n', ': [', pod('kube-scheduler', ['kube-scheduler'])])
      expect(await collected(apiServer, on({ [MANIFEST]: text }))).toMatchObject({
        manifest: { unreadable: 'invalid' },
      });
  });
});
