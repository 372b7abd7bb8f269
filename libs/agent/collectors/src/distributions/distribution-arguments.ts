import type { JsonValue } from '@plimsoll/model';
import type { SettingReader } from '../host-collector/setting-reader.js';
import {
  configurationFile,
  configurationText,
  isUnread,
  namesIn,
  type Unread,
} from '../host-collector/yaml-file.js';

export type Distribution = 'k3s' | 'rke2';

/** Arguments of k3s or RKE2 from everywhere they come from, as `--name=value` words; the later ones win. */
export type Arguments = { readonly words: readonly string[] } | Unread;

export const unitPaths = (distribution: Distribution): readonly string[] =>
  distribution === 'k3s'
    ? ['/etc/systemd/system/k3s.service', '/etc/systemd/system/k3s-agent.service']
    : ['server', 'agent'].flatMap((role) =>
        ['/usr/local/lib/systemd/system', '/usr/lib/systemd/system'].map(
          (folder) => `${folder}/rke2-${role}.service`,
        ),
      );

export const configPath = (distribution: Distribution): string => `/etc/rancher/${distribution}/config.yaml`;

/** The words of ExecStart after the program; systemd joins lines at a backslash and takes quotes as a shell does. */
export function execStartWords(unit: string): readonly string[] | undefined {
  const line = unit
    .replace(/\\\r?\n/g, ' ')
    .split('\n')
    .findLast((one) => /^\s*ExecStart\s*=/.test(one));
  if (line === undefined) return undefined;
  const words = line.slice(line.indexOf('=') + 1).match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? [];
  return words.slice(1).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
}

const isScalar = (value: JsonValue): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** `key: [a, b]` gives two arguments; a key that ends with + adds to what earlier files said. */
function* fileWords(key: string, value: JsonValue): Generator<string> {
  const name = key.endsWith('+') ? key.slice(0, -1) : key;
  const list: readonly JsonValue[] = Array.isArray(value) ? value : [value];
  for (const item of list) if (isScalar(item)) yield `--${name}=${item}`;
}

const nameOf = (word: string): string => word.slice(0, word.indexOf('='));

/** The files of one distribution, in order; a key of a later one replaces that of the earlier ones. */
async function fileArguments(reader: SettingReader, distribution: Distribution): Promise<Arguments> {
  const main = configPath(distribution);
  const dropIns = await namesIn(reader, `${main}.d`, /\.ya?ml$/);
  if (!Array.isArray(dropIns) && isUnread(dropIns) && 'unreadable' in dropIns) return dropIns;
  const names = Array.isArray(dropIns) ? dropIns.map((name: string) => `${main}.d/${name}`) : [];
  let words: string[] = [];
  for (const path of [main, ...names]) {
    const file = await configurationFile(reader, path);
    if ('unreadable' in file) return file;
    if (isUnread(file)) continue;
    for (const [key, value] of Object.entries(file.value)) {
      const added = [...fileWords(key, value)];
      if (!key.endsWith('+')) words = words.filter((word) => nameOf(word) !== `--${key}`);
      words.push(...added);
    }
  }
  return { words };
}

async function unitArguments(reader: SettingReader, distribution: Distribution): Promise<Arguments> {
  for (const path of unitPaths(distribution)) {
    const unit = await configurationText(reader, path);
    if (typeof unit === 'string') {
      const words = execStartWords(unit);
      return words === undefined ? { unreadable: 'invalid', detail: `${path} has no ExecStart` } : { words };
    }
    if ('unreadable' in unit) return unit;
  }
  return { absent: `no unit of ${distribution}` };
}

/**
 * Everything that was said to k3s or RKE2. Both hide the arguments of their process, so that these come from the unit;
 * without a unit they are not known.
 */
export async function distributionArguments(
  reader: SettingReader,
  distribution: Distribution,
  visible: readonly string[],
): Promise<Arguments> {
  const files = await fileArguments(reader, distribution);
  if (!('words' in files)) return files;
  // `k3s server` and no more is what is left when the title was rewritten.
  if (visible.length > 1) return { words: [...files.words, ...visible] };
  const unit = await unitArguments(reader, distribution);
  if ('words' in unit) return { words: [...files.words, ...unit.words] };
  return 'absent' in unit
    ? { unreadable: 'permission', detail: `${distribution} hides its arguments and no unit tells them` }
    : unit;
}
