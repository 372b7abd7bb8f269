import type { Setting } from '@plimsoll/model';
import type { Settings } from '../host-collector/host-collector.js';
import { REDACTED } from '../redaction/marker.js';
import { ALLOWED_PARAMETERS } from './allowed-parameters.js';
import { parseCmdline, type BootParameter } from './parse-cmdline.js';

/** Of which kernel a command line is; what a capture does not tell is absent. */
export interface CmdlineOrigin {
  readonly release: Setting;
  /** As `uname -m` says it. */
  readonly architecture: Setting;
}

/** What parameters are called; other words are no parameter of anything, and might be anything. */
const NAME = /^[A-Za-z0-9][\w.,:-]{0,95}$/;
/** The names of our own keys, so that no parameter can stand for one of them. */
const PREFIX = 'boot:';

/** A table of device mapper may make an encrypted disk, and then it holds its key. */
const HOLDS_KEY = /\b(?:crypt|integrity)\b/;

/** Dashes and underscores are the same in names; values stay as they are. */
const canonical = (name: string): string => name.replaceAll('-', '_');

function shown({ name, value }: BootParameter): string {
  if (value === undefined || value === '') return '';
  return ALLOWED_PARAMETERS.has(canonical(name)) && !HOLDS_KEY.test(value) ? value : REDACTED;
}

/**
 * A command line as settings: `boot:<name>` with its value, '' for a bare word, the last of several. A reader that counts
 * as many as `cmdline.parameters` says knows that what it does not find is not there. Values outside an allow list, and
 * what follows `--`, leave nothing.
 */
export function cmdlineSettings(text: string, { release, architecture }: CmdlineOrigin): Settings {
  const named = parseCmdline(text).filter(({ name }) => NAME.test(name));
  const parameters = Object.fromEntries(
    named.map((parameter) => [`${PREFIX}${canonical(parameter.name)}`, shown(parameter)]),
  );
  return {
    ...parameters,
    'cmdline.parameters': `${Object.keys(parameters).length}`,
    'kernel.osrelease': release,
    'kernel.arch': architecture,
  };
}
