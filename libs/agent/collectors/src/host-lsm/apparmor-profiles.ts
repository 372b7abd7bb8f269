import type { Setting } from '@plimsoll/model';
import type { Settings } from '../host-collector/host-collector.js';
import { settingOf, type SettingReader } from '../host-collector/setting-reader.js';

/** The profiles that containerd, Docker and CRI-O give to containers that ask for none. */
const RUNTIME_PROFILES = ['cri-containerd.apparmor.d', 'docker-default', 'crio-default'];
const MODES = ['enforce', 'complain'];
/** Ubuntu loads some hundred profiles. */
const MAX_BYTES = 256 * 1024;

/** `name (mode)` a line; names may hold blanks. */
export function parseProfiles(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => /^(.*) \((\w+)\)$/.exec(line));
  return new Map(lines.flatMap((match) => (match?.[1] === undefined ? [] : [[match[1], match[2] ?? '']])));
}

const numberIn = (profiles: ReadonlyMap<string, string>, mode: string): string =>
  `${[...profiles.values()].filter((found) => found === mode).length}`;

/** How many profiles are in force and how the runtimes' own are; other names stay on the host. */
export async function apparmorProfileSettings(reader: SettingReader): Promise<Settings> {
  const path = '/sys/kernel/security/apparmor/profiles';
  const said = settingOf(await reader.below('/sys/kernel/security', path, { maxBytes: MAX_BYTES }));
  const profiles = typeof said === 'string' ? parseProfiles(said) : undefined;
  const settingFor = (value: (found: ReadonlyMap<string, string>) => Setting): Setting =>
    typeof said === 'string' ? value(profiles ?? new Map()) : said;
  return Object.fromEntries([
    ...MODES.map((mode) => [`apparmor.profiles.${mode}`, settingFor((found) => numberIn(found, mode))]),
    ...RUNTIME_PROFILES.map((name) => [
      `apparmor.profile.${name}`,
      settingFor((found) => found.get(name) ?? { absent: `no profile ${name} is loaded` }),
    ]),
  ]);
}
