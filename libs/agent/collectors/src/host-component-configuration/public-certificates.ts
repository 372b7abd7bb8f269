import { createHash } from 'node:crypto';
import type { Setting } from '@plimsoll/model';
import { configurationText } from '../host-collector/yaml-file.js';
import type { SettingReader } from '../host-collector/setting-reader.js';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;

/**
 * SHA-256 of each certificate of a bundle, in order of the digests: tells authorities apart by what they are and not by
 * where they lie. A file that holds anything but certificates gives nothing of itself.
 */
export function certificateDigests(pem: string): Setting {
  const blocks = [...pem.matchAll(BLOCK)];
  if (blocks.length === 0 || blocks.some(([, label]) => label !== 'CERTIFICATE'))
    return { unreadable: 'invalid', detail: 'not a bundle of certificates' };
  const digests = blocks.map(([, , content = '']) =>
    createHash('sha256').update(Buffer.from(content, 'base64')).digest('hex'),
  );
  return [...new Set(digests)].sort().join(',');
}

/** The digests of a bundle that a flag names. */
export async function bundleDigests(reader: SettingReader, path: Setting): Promise<Setting> {
  if (typeof path !== 'string') return path;
  const pem = await configurationText(reader, path);
  if (typeof pem === 'string') return certificateDigests(pem);
  return 'absent' in pem ? { unreadable: 'not-mounted', detail: `${path} is not on this host` } : pem;
}
