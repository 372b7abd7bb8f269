import type { Setting } from '@plimsoll/model';
import { settingOf, type SettingReader } from '../host-collector/setting-reader.js';

const FIELDS = {
  ID: 'os.id',
  ID_LIKE: 'os.id-like',
  VERSION_ID: 'os.version-id',
  VARIANT_ID: 'os.variant-id',
  PRETTY_NAME: 'os.name',
} as const;

function unquote(text: string): string {
  const quote = text[0];
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1).replaceAll(/\\(["'$`\\])/g, '$1') : text;
}

/** os-release(5): shell assignments without expansion; the last of several wins. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()));
  return new Map(
    lines.flatMap((match) => (match?.[1] === undefined ? [] : [[match[1], unquote(match[2] ?? '')]])),
  );
}

/**
 * /etc/os-release is commonly a link to ../usr/lib/os-release, which dangles when only /etc is mounted: the second
 * place is then asked by its own name.
 */
export async function osReleaseSettings(reader: SettingReader): Promise<Readonly<Record<string, Setting>>> {
  const first = await reader.outcome('/etc/os-release');
  const outcome = first.outcome === 'read' ? first : await reader.outcome('/usr/lib/os-release');
  const said = settingOf(outcome.outcome === 'absent' ? first : outcome);
  const fields = typeof said === 'string' ? parseOsRelease(said) : undefined;
  const settingFor = (name: string): Setting =>
    typeof said === 'string' ? (fields?.get(name) ?? { absent: `no ${name} in os-release` }) : said;
  return Object.fromEntries(Object.entries(FIELDS).map(([name, key]) => [key, settingFor(name)]));
}
