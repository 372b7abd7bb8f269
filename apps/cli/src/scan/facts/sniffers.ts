import {
  cmdlineSettings,
  kernelConfigSettings,
  looksLikeCmdline,
  sysctlSettings,
} from '@plimsoll/collectors';
import type { FactBody, SourceId } from '@plimsoll/model';
import { decodeCapture, isCapture } from '../../capture/capture-file.js';

/** What a file was recognised as, and the facts that it gives. */
export interface Seen {
  /** In words, for people. */
  readonly what: string;
  readonly facts: ReadonlyMap<SourceId, FactBody>;
}

/** Something of which a capture may consist. Sniffers are asked in turn; the first that knows a file reads it. */
interface Sniffer {
  /** Undefined when the file is nothing of its kind. @throws a coded error when it is, but broken */
  readonly recognise: (file: CaptureFile) => Seen | undefined;
}

export interface CaptureFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The bytes as text, unpacked where they were gzip; undefined when they are none. */
  readonly text: string | undefined;
}

const NOT_TOLD = { absent: 'the capture does not tell it' } as const;

const one = (
  what: string,
  source: SourceId,
  settings: Extract<FactBody, { shape: 'settings' }>['settings'],
): Seen => ({ what, facts: new Map([[source, { shape: 'settings', settings }]]) });

const hostCapture: Sniffer = {
  recognise: ({ bytes }) => {
    if (!isCapture(bytes)) return undefined;
    const { capture, unknownSources } = decodeCapture(bytes);
    const unread =
      unknownSources.length === 0 ? '' : `; of a later version and left out: ${unknownSources.join(', ')}`;
    return {
      what: `a capture of the host ${capture.node} of ${capture.capturedAt}${unread}`,
      facts: capture.facts,
    };
  },
};

const kernelConfig: Sniffer = {
  recognise: ({ path, text }) => {
    if (text === undefined || !/^(?:CONFIG_\w+=|# CONFIG_\w+ is not set$)/m.test(text)) return undefined;
    const settings = kernelConfigSettings(text, { origin: path, release: NOT_TOLD });
    const version = settings['config.version'];
    const whole = typeof settings['config.options'] === 'string' ? '' : ', which breaks off';
    const of = typeof version === 'string' ? ` of Linux ${version}` : '';
    return one(`a kernel configuration${of}${whole}`, 'host/kconfig', settings);
  },
};

const sysctlOutput: Sniffer = {
  recognise: ({ text }) => {
    const settings = text === undefined ? undefined : sysctlSettings(text);
    return settings === undefined ? undefined : one('output of sysctl -a', 'host/sysctl', settings);
  },
};

const commandLine: Sniffer = {
  recognise: ({ text }) =>
    text !== undefined && looksLikeCmdline(text)
      ? one(
          'a kernel command line',
          'host/cmdline',
          cmdlineSettings(text, { release: NOT_TOLD, architecture: NOT_TOLD }),
        )
      : undefined,
};

/** In the order in which they are asked. */
export const SNIFFERS: readonly Sniffer[] = [hostCapture, kernelConfig, sysctlOutput, commandLine];
