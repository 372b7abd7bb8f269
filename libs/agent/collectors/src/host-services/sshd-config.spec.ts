import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { hostServices } from './host-services.collector.js';

const KUBEADM = HOST_TREES['kubeadm-debian-12'];
const withConfig = (config: string, files: Readonly<Record<string, string>> = {}) =>
  collected(hostServices, {
    ...KUBEADM,
    files: { ...KUBEADM.files, ...files, '/etc/ssh/sshd_config': config },
  });

describe('what sshd_config includes', () => {
  it('is not known where a pattern has a class of characters', async () => {
    const classes = await withConfig('Include /etc/ssh/sshd_config.d/[0-9]*.conf\nPermitRootLogin no\n');
    expect(classes).toMatchObject({ 'sshd.PermitRootLogin': { unreadable: 'invalid' } });
  });

  it('may be nothing', async () => {
    const none = await withConfig('Include /etc/ssh/nothing.d/*.conf\nPermitRootLogin no\n');
    expect(none).toMatchObject({ 'sshd.PermitRootLogin': 'no' });
  });
});
