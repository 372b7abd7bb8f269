import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { hostRunning } from '../testing/processes.js';
import { hostKubeProxy } from './host-kube-proxy.collector.js';

const HEAD = 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n';
const FILE = '/var/lib/kube-proxy/config.conf';
const proxy = (flags: readonly string[], files: Readonly<Record<string, string>> = {}) =>
  collected(hostKubeProxy, hostRunning([['/usr/local/bin/kube-proxy', ...flags]], files));

describe('the configuration of kube-proxy', () => {
  it('is its flags and defaults where no file is named', async () => {
    expect(await proxy(['--proxy-mode=nftables'])).toMatchObject({
      metricsBindAddress: '127.0.0.1:10249',
      'metricsBindAddress origin': 'default',
      mode: 'nftables',
    });
    expect(await proxy(['--metrics-bind-address=0.0.0.0'])).toMatchObject({
      metricsBindAddress: '0.0.0.0',
      'metricsBindAddress origin': 'flag',
    });
  });

  it('is the file alone where one is named', async () => {
    const flags = [`--config=${FILE}`, '--metrics-bind-address=0.0.0.0'];
    expect(await proxy(flags, { [FILE]: `${HEAD}metricsBindAddress: ""\n` })).toMatchObject({
      metricsBindAddress: '127.0.0.1:10249',
      'metricsBindAddress origin': 'default',
    });
    expect(await proxy(flags, { [FILE]: `${HEAD}metricsBindAddress: 10.0.0.1:1\n` })).toMatchObject({
      metricsBindAddress: '10.0.0.1:1',
      'metricsBindAddress origin': FILE,
    });
  });

  it('is unknown where the file is in the container, or of a later version', async () => {
    expect(await proxy([`--config=${FILE}`])).toMatchObject({
      metricsBindAddress: { unreadable: 'not-mounted' },
    });
    expect(await proxy([`--config=${FILE}`], { [FILE]: HEAD.replace('v1alpha1', 'v2') })).toMatchObject({
      metricsBindAddress: { unreadable: 'invalid' },
    });
  });

  it('of one that does not run is not there', async () => {
    expect(await collected(hostKubeProxy, hostRunning([]))).toEqual({
      process: { absent: 'no process of kube-proxy' },
    });
  });
});
