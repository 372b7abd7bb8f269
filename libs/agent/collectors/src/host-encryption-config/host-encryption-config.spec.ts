import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { hostRunning } from '../testing/processes.js';
import { encryptionSettings } from './encryption-settings.js';
import { hostEncryptionConfig } from './host-encryption-config.collector.js';

const PATH = '/etc/kubernetes/enc.yaml';
const API = ['kube-apiserver', `--encryption-provider-config=${PATH}`];
const HEAD = 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n';
const CONFIG = `${HEAD}resources:
  - resources: [secrets, configmaps]
    providers:
      - aescbc: {keys: [{name: key1, secret: aHVudGVyMg==}]}
      - identity: {}
`;

describe('encryption at rest', () => {
  it('gives providers and resources in order, and no key', async () => {
    const settings = await collected(hostEncryptionConfig, hostRunning([API], { [PATH]: CONFIG }));
    expect(settings).toEqual({
      file: PATH,
      resources: '1',
      'resources[0].resources': 'secrets,configmaps',
      'resources[0].providers': 'aescbc,identity',
    });
  });

  it('is absent without the flag, and unknown where the file is not here', async () => {
    expect(await collected(hostEncryptionConfig, hostRunning([['kube-apiserver']]))).toEqual({
      file: { absent: expect.stringContaining('--encryption-provider-config') },
    });
    expect(await collected(hostEncryptionConfig, hostRunning([API]))).toMatchObject({
      file: { unreadable: 'not-mounted' },
    });
  });

  it('is unknown in a later version, or with a provider that nobody knows', () => {
    expect(encryptionSettings(PATH, CONFIG.replace('/v1', '/v2'))).toMatchObject({
      file: { unreadable: 'invalid' },
    });
    expect(encryptionSettings(PATH, CONFIG.replace('aescbc', 'rot13'))).toMatchObject({
      'resources[0].providers': { unreadable: 'invalid' },
    });
  });

  it('never tells a secret, whatever the file holds', () => {
    const secret = 'c2VjcmV0LXZhbHVl';
    const part = fc.oneof(
      fc.constant(secret),
      fc.constant({ keys: [{ name: secret, secret }] }),
      fc.constant([secret]),
      fc.constant({ [`${secret}==`]: secret }),
    );
    const entry = fc.record({ resources: fc.array(fc.constant('secrets')), providers: fc.array(part) });
    const file = fc.record({
      apiVersion: fc.constant('apiserver.config.k8s.io/v1'),
      kind: fc.constant('EncryptionConfiguration'),
      resources: fc.oneof(fc.array(entry), part),
    });
    fc.assert(
      fc.property(file, (config) => {
        expect(JSON.stringify(encryptionSettings(PATH, JSON.stringify(config)))).not.toContain(secret);
      }),
    );
  });
});
