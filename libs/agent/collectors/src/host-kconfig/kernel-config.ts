import type { Setting } from '@plimsoll/model';
import type { Settings } from '../host-collector/host-collector.js';
import { REDACTED } from '../redaction/marker.js';
import { isCut } from './cut-config.js';

/** Of which kernel a configuration is; what its text does not tell is absent. */
export interface ConfigOrigin {
  /** Where it was read: a path of the host or the name of a capture. */
  readonly origin: string;
  /** The release of the running kernel. */
  readonly release: Setting;
}

/** A line that sets an option, or says that it is not set. Anything else is a comment. */
const OPTION = /^(?:(CONFIG_\w+)=(.*)|# (CONFIG_\w+) is not set)$/;
/** `# Linux/x86 6.1.55 Kernel Configuration`; before Linux 2.6.39 `# Linux kernel version: 2.6.32`. */
const VERSION = /^# Linux(?:\/\S+| kernel version:) (\d{1,4}\.\d{1,4}(?:\.\d{1,5})?)/m;

/** The first that is set decides; `uname -m` names. */
const ARCHITECTURES: readonly (readonly [option: string, architecture: string])[] = [
  ['CONFIG_X86_64', 'x86_64'],
  ['CONFIG_X86_32', 'i686'],
  ['CONFIG_ARM64', 'aarch64'],
  ['CONFIG_ARM', 'arm'],
  ['CONFIG_S390', 's390x'],
  ['CONFIG_PPC64', 'ppc64'],
  ['CONFIG_LOONGARCH', 'loongarch64'],
];

function architectureOf(options: ReadonlyMap<string, string>): Setting {
  const found = ARCHITECTURES.find(([option]) => options.get(option) === 'y');
  if (found !== undefined) return found[1];
  if (options.get('CONFIG_RISCV') === 'y') return options.get('CONFIG_64BIT') === 'y' ? 'riscv64' : 'riscv32';
  return { absent: 'the configuration sets no option of a known architecture' };
}

/** A built-in command line holds what others do, and a key in a token may stand with its PIN. */
const PERHAPS_SECRET = /^CONFIG_CMDLINE$|_KEY_PASSWORD$/;
const TOKEN = /pkcs11:|pin-value|password/i;

const shown = (key: string, value: string): string =>
  value.length > 2 && (PERHAPS_SECRET.test(key) || TOKEN.test(value)) ? `"${REDACTED}"` : value;

/** Every option that a text mentions, with its raw value; of one that is there twice the last counts. */
function optionsIn(text: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = OPTION.exec(line.endsWith('\r') ? line.slice(0, -1) : line);
    if (match === null) continue;
    const [, set, value = '', unset = ''] = match;
    options.set(set ?? unset, set === undefined ? 'is not set' : shown(set, value));
  }
  return options;
}

/** Whether a text is a kernel's configuration at all. */
export const isKernelConfig = (text: string): boolean => optionsIn(text.slice(0, 65_536)).size > 0;

/**
 * A whole configuration as settings: `CONFIG_X` with its raw value, `is not set` where it says so; then what kernel it
 * is of. `config.options` is the number of its options: a reader that counts as many knows that what it does not find
 * is not set. A configuration that breaks off has no such number.
 */
export function kernelConfigSettings(text: string, { origin, release }: ConfigOrigin): Settings {
  const options = optionsIn(text);
  const version = VERSION.exec(text.slice(0, 4096))?.[1];
  return {
    ...Object.fromEntries(options),
    'config.options': isCut(text)
      ? { unreadable: 'invalid', detail: `${origin} is not a whole configuration: it breaks off` }
      : `${options.size}`,
    'config.origin': origin,
    'config.version': version ?? { absent: `${origin} has no line that names its kernel's version` },
    'config.architecture': architectureOf(options),
    'kernel.osrelease': release,
  };
}
