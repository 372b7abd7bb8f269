import type { Setting } from '@plimsoll/model';
import type { ReadOutcome } from '@plimsoll/probes';
import type { HostCollector, Settings } from '../host-collector/host-collector.js';
import { SettingReader, settingOf } from '../host-collector/setting-reader.js';
import { gunzipped, isGzip } from './gunzip-text.js';
import { isKernelConfig, kernelConfigByTurns } from './kernel-config.js';

/** The configuration of a kernel with everything has less than half of it. */
const MAX_CONFIG_BYTES = 1024 * 1024;
const RELEASE = /^[\w.+~-]{1,128}$/;

/** The running kernel's own configuration, then what its package installed under its release. */
const pathsFor = (release: Setting): readonly string[] => [
  '/proc/config.gz',
  ...(typeof release === 'string' && RELEASE.test(release)
    ? [
        `/boot/config-${release}`,
        `/usr/lib/modules/${release}/config`,
        `/lib/modules/${release}/config`,
        `/usr/lib/ostree-boot/config-${release}`,
      ]
    : []),
];

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(bytes: Uint8Array, path: string): ReadOutcome<string> {
  try {
    const text = utf8.decode(bytes);
    if (isKernelConfig(text)) return { outcome: 'read', value: text };
    return { outcome: 'unreadable', reason: 'invalid', detail: `${path} sets no CONFIG_ option` };
  } catch {
    return { outcome: 'unreadable', reason: 'invalid', detail: `${path} is not UTF-8` };
  }
}

/** The text of a kernel configuration, plain or in gzip; neither way more than {@link MAX_CONFIG_BYTES}. */
async function configText(bytes: Uint8Array, path: string): Promise<ReadOutcome<string>> {
  const plain = isGzip(bytes)
    ? await gunzipped(bytes, path, MAX_CONFIG_BYTES)
    : ({ outcome: 'read', value: bytes } as const);
  return plain.outcome === 'read' ? textOf(plain.value, path) : plain;
}

async function readConfig(reader: SettingReader, path: string): Promise<ReadOutcome<string>> {
  const bytes = await reader.host.readBytes(path, { maxBytes: MAX_CONFIG_BYTES });
  if (bytes.outcome === 'absent') return reader.explainAbsence(path, bytes);
  return bytes.outcome === 'read' ? configText(bytes.value, path) : bytes;
}

/** What is said when no configuration was read: the first that is there but unreadable, else that none is. */
function without(outcomes: readonly ReadOutcome<string>[], release: Setting): Settings {
  const found = outcomes.find(({ outcome }) => outcome === 'unreadable');
  const setting = settingOf(
    found ?? { outcome: 'absent', detail: 'neither /proc/config.gz nor a file of the release has it' },
  );
  return { 'config.options': setting, 'kernel.osrelease': release };
}

/** The configuration of the running kernel, whole: one body that every node with this kernel shares. */
export const hostKconfig: HostCollector = {
  source: 'host/kconfig',
  everySeconds: 3600,
  reads: [
    { path: '/proc/config.gz', why: "the running kernel's own configuration", privilege: 'any-uid' },
    { path: '/boot/config-*', why: 'the same, as its package installed it', privilege: 'any-uid' },
    { path: '/usr/lib/modules/*/config', why: 'the same, on image systems', privilege: 'any-uid' },
    {
      path: '/lib/modules/*/config',
      why: 'the same, where /lib is a folder of its own',
      privilege: 'any-uid',
    },
    { path: '/usr/lib/ostree-boot/config-*', why: 'the same, on ostree systems', privilege: 'any-uid' },
    {
      path: '/proc/sys/kernel/osrelease',
      why: 'which of the installed ones is running',
      privilege: 'any-uid',
    },
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(host, signal);
    const release = await reader.setting('/proc/sys/kernel/osrelease');
    const missed: ReadOutcome<string>[] = [];
    for (const path of pathsFor(release)) {
      signal.throwIfAborted();
      const text = await readConfig(reader, path);
      if (text.outcome === 'read') return kernelConfigByTurns(text.value, { origin: path, release });
      missed.push(text);
    }
    return without(missed, release);
  },
};
