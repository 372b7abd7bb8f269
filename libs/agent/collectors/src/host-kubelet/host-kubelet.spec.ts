import type { JsonObject } from '@plimsoll/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { hostRunning } from '../testing/processes.js';
import { hostKubelet } from './host-kubelet.collector.js';
import { mergeKubelet } from './merge-kubelet.js';

const HEAD = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
const FILE = '/var/lib/kubelet/config.yaml';
const kubelet = (flags: readonly string[], files: Readonly<Record<string, string>> = {}) =>
  collected(hostKubelet, hostRunning([['/usr/bin/kubelet', ...flags]], files));

describe('the configuration of a kubelet', () => {
  it('without a file is that of old times', async () => {
    expect(await kubelet([])).toMatchObject({
      process: '/usr/bin/kubelet',
      'authentication.anonymous.enabled': 'true',
      'authorization.mode': 'AlwaysAllow',
      readOnlyPort: '10255',
      'readOnlyPort origin': 'default',
      podPidsLimit: '-1',
    });
  });

  it('with a file has the defaults of the file', async () => {
    expect(await kubelet([`--config=${FILE}`], { [FILE]: HEAD })).toMatchObject({
      'authentication.anonymous.enabled': 'false',
      'authorization.mode': 'Webhook',
      readOnlyPort: '0',
      eventRecordQPS: '50',
      'featureGates.RotateKubeletServerCertificate': { absent: expect.any(String) },
    });
  });

  it('is what drop-ins say over the file, and flags over all', async () => {
    const files = {
      [FILE]: `${HEAD}readOnlyPort: 1\npodPidsLimit: 10\ntlsCipherSuites: [A, B]\nfeatureGates: {GateX: true, GateY: true}\n`,
      '/etc/kubelet.d/20-b.conf': `${HEAD}podPidsLimit: 20\nfeatureGates: {GateY: false}\n`,
      '/etc/kubelet.d/10-a.conf': `${HEAD}podPidsLimit: 15\nrotateCertificates: true\n`,
      '/etc/kubelet.d/30-c.yaml': `${HEAD}podPidsLimit: 99\n`,
    };
    const flags = [
      `--config=${FILE}`,
      '--config-dir=/etc/kubelet.d',
      '--read-only-port=0',
      '--feature-gates=GateX=false',
    ];
    expect(await kubelet(flags, files)).toMatchObject({
      readOnlyPort: '0',
      'readOnlyPort origin': 'flag',
      podPidsLimit: '20',
      'podPidsLimit origin': '/etc/kubelet.d/20-b.conf',
      rotateCertificates: 'true',
      tlsCipherSuites: 'A,B',
      'tlsCipherSuites origin': FILE,
      'featureGates.GateX': 'false',
      'featureGates.GateY': 'false',
      'featureGates.GateY origin': '/etc/kubelet.d/20-b.conf',
    });
  });

  it('takes a duration of 0 in a file for none, and from a flag for what it says', async () => {
    for (const zero of ['0s', '0', '0h0m0s'])
      expect(
        await kubelet([`--config=${FILE}`], { [FILE]: `${HEAD}streamingConnectionIdleTimeout: ${zero}\n` }),
      ).toMatchObject({
        streamingConnectionIdleTimeout: '4h0m0s',
        'streamingConnectionIdleTimeout origin': 'default',
      });
    expect(
      await kubelet([`--config=${FILE}`, '--streaming-connection-idle-timeout=0s'], { [FILE]: HEAD }),
    ).toMatchObject({
      streamingConnectionIdleTimeout: '0s',
      'streamingConnectionIdleTimeout origin': 'flag',
    });
    expect(
      await kubelet([`--config=${FILE}`], { [FILE]: `${HEAD}streamingConnectionIdleTimeout: 10m0s\n` }),
    ).toMatchObject({ streamingConnectionIdleTimeout: '10m0s' });
  });

  it('is unknown, but for flags, where a file is of a later version, broken or not here', async () => {
    const later = 'apiVersion: kubelet.config.k8s.io/v2\nkind: KubeletConfiguration\nreadOnlyPort: 0\n';
    const cases: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
      [{ [FILE]: later }, 'invalid'],
      [{ [FILE]: ': [' }, 'invalid'],
      [{}, 'not-mounted'],
    ];
    for (const [files, reason] of cases)
      expect(await kubelet([`--config=${FILE}`, '--pod-max-pids=7'], files)).toMatchObject({
        readOnlyPort: { unreadable: reason },
        podPidsLimit: '7',
        'featureGates.DynamicAuditing': { unreadable: reason },
      });
  });

  it('is not known where its folder of drop-ins is not here', async () => {
    const files = { [FILE]: `${HEAD}readOnlyPort: 0\n` };
    expect(await kubelet([`--config=${FILE}`, '--config-dir=/srv/kubelet.d'], files)).toMatchObject({
      readOnlyPort: { unreadable: 'not-mounted' },
      podPidsLimit: { unreadable: 'not-mounted' },
    });
  });

  it('is known again where a later drop-in says it', async () => {
    const files = { [FILE]: ': [', '/etc/kubelet.d/1.conf': `${HEAD}readOnlyPort: 0\n` };
    expect(await kubelet([`--config=${FILE}`, '--config-dir=/etc/kubelet.d'], files)).toMatchObject({
      readOnlyPort: '0',
      podPidsLimit: { unreadable: 'invalid' },
    });
  });

  it('of one that does not run is not there', async () => {
    expect(await collected(hostKubelet, hostRunning([]))).toEqual({
      process: { absent: 'no process of kubelet' },
    });
  });

  it('takes the last of any layers, and a flag over them', () => {
    const limit = fc.option(fc.integer(), { nil: undefined });
    fc.assert(
      fc.property(fc.array(limit), limit, (values, flag) => {
        const layers = values.map((value, index) => {
          const content: JsonObject = value === undefined ? {} : { podPidsLimit: value };
          return { origin: `${index}`, content: { value: content } };
        });
        const flags = flag === undefined ? {} : { '--pod-max-pids': `${flag}` };
        const last = flag ?? values.findLast((value) => value !== undefined) ?? -1;
        expect(mergeKubelet(layers, flags, true).podPidsLimit).toBe(`${last}`);
      }),
    );
  });
});
