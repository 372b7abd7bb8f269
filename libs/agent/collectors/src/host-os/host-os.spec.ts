import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { hostOs } from './host-os.collector.js';

describe('host/os', () => {
  it('gives the system, its kernel, and the day on which it was read', async () => {
    const settings = await collected(hostOs, HOST_TREES['kubeadm-debian-12']);
    expect(settings).toMatchObject({
      'os.id': 'debian',
      'os.version-id': '12',
      'kernel.osrelease': '6.1.0-37-amd64',
      'os.openshift-version': { absent: expect.any(String) },
      'container.docker': { absent: expect.any(String) },
    });
    expect(settings['read.on']).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  it('tells which OpenShift a CoreOS belongs to, and that a node is a container', async () => {
    const files = {
      '/etc/os-release': 'ID="rhel"\nVARIANT_ID=coreos\nVERSION_ID="9.6"\nOPENSHIFT_VERSION="4.20"\n',
      '/.dockerenv': '',
    };
    expect(await collected(hostOs, { files, folders: ['/usr/bin'] })).toMatchObject({
      'os.id': 'rhel',
      'os.openshift-version': '4.20',
      'container.docker': 'present',
    });
  });
});
