import { setImmediate as nextTurn } from 'node:timers/promises';
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
const OPTION = /^(?:CONFIG_\w+=.*|# CONFIG_\w+ is not set)\r?$/m;
const NAME = /^CONFIG_\w+$/;
const IS_SET = 'CONFIG_';
const MAY_BE_UNSET = '# CONFIG_';
const UNSET = ' is not set';
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

function architectureOf(options: Settings): Setting {
  const found = ARCHITECTURES.find(([option]) => options[option] === 'y');
  if (found !== undefined) return found[1];
  if (options['CONFIG_RISCV'] === 'y') return options['CONFIG_64BIT'] === 'y' ? 'riscv64' : 'riscv32';
  return { absent: 'the configuration sets no option of a known architecture' };
}

/** A built-in command line holds what others do, and a key in a token may stand with its PIN. */
const PERHAPS_SECRET = /^CONFIG_CMDLINE$|_KEY_PASSWORD$/;
const TOKEN = /pkcs11:|pin-value|password/i;

const shown = (key: string, value: string): string =>
  value.length > 2 && (PERHAPS_SECRET.test(key) || TOKEN.test(value)) ? `"${REDACTED}"` : value;

type Options = Record<string, Setting>;

function addLine(options: Options, line: string): void {
  if (line.startsWith(IS_SET)) {
    const equals = line.indexOf('=');
    const key = line.slice(0, Math.max(0, equals));
    if (NAME.test(key)) options[key] = shown(key, line.slice(equals + 1));
  } else if (line.startsWith(MAY_BE_UNSET) && line.endsWith(UNSET)) {
    const key = line.slice(2, -UNSET.length);
    if (NAME.test(key)) options[key] = UNSET.slice(1);
  }
}

/** Adds every option that a text mentions, with its raw value; of one that is there twice the last counts. */
function addOptions(options: Options, text: string): void {
  for (const line of text.split('\n')) addLine(options, line.endsWith('\r') ? line.slice(0, -1) : line);
}

/** Whether a text is a kernel's configuration at all. */
export const isKernelConfig = (text: string): boolean => OPTION.test(text.slice(0, 65_536));

/** The options of a text, and after them of what kernel they are. */
function described(options: Options, text: string, { origin, release }: ConfigOrigin): Settings {
  const version = VERSION.exec(text.slice(0, 4096))?.[1];
  const count = Object.keys(options).length;
  // Thousands of options: they are not copied for the few words about them.
  return Object.assign(options, {
    'config.options': isCut(text)
      ? { unreadable: 'invalid', detail: `${origin} is not a whole configuration: it breaks off` }
      : `${count}`,
    'config.origin': origin,
    'config.version': version ?? { absent: `${origin} has no line that names its kernel's version` },
    'config.architecture': architectureOf(options),
    'kernel.osrelease': release,
  });
}

/**
 * A whole configuration as settings: `CONFIG_X` with its raw value, `is not set` where it says so; then what kernel it
 * is of. `config.options` is the number of its options: a reader that counts as many knows that what it does not find
 * is not set. A configuration that breaks off has no such number.
 */
export function kernelConfigSettings(text: string, origin: ConfigOrigin): Settings {
  const options: Options = {};
  addOptions(options, text);
  return described(options, text, origin);
}

/** As many characters take some milliseconds. */
const PIECE = 65_536;

/** As {@link kernelConfigSettings}, piece by piece, so that the loop is not held by a text of thousands of lines. */
export async function kernelConfigByTurns(text: string, origin: ConfigOrigin): Promise<Settings> {
  const options: Options = {};
  for (let start = 0; start < text.length;) {
    const lineEnd = text.indexOf('\n', start + PIECE);
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    addOptions(options, text.slice(start, end));
    start = end;
    await nextTurn();
  }
  return described(options, text, origin);
}
