import { expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { hostRunning } from '../testing/processes.js';
import { hostRuntime } from './host-runtime.collector.js';

const FILES = { '/etc/crio/crio.conf': '[crio.runtime]\nselinux = true\n' };
const selinux = async (...flags: readonly string[]) =>
  (await collected(hostRuntime, hostRunning([['/usr/bin/crio', ...flags]], FILES)))['crio.runtime.selinux'];

it('the usual files of CRI-O count unless it was told to take others', async () => {
  expect(await selinux()).toBe('true');
  expect(await selinux('--config=/etc/crio/crio.conf', '--config-dir', '/etc/crio/crio.conf.d/')).toBe(
    'true',
  );
  expect(await selinux('--config', '/srv/crio.conf')).toMatchObject({ unreadable: 'invalid' });
  expect(await selinux('-d', '/srv/crio.d')).toMatchObject({ unreadable: 'invalid' });
});
