import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { collectHost, hostName } from '@plimsoll/collectors';
import type { FactBody, SourceId } from '@plimsoll/model';
import { openHostFiles } from '@plimsoll/probes';
import { encodeCapture } from '../capture/capture-file.js';
import type { Command } from '../command.js';
import { cliErrors } from '../errors.js';

const HELP = `plimsoll capture: keep what a host says of itself in one file

Usage: plimsoll capture [--host DIR] [--node NAME] -o FILE

The file holds the facts that an agent would send of this host, redacted in the same way: no secret values, no keys, no
contents of files but the settings that are judged. \`plimsoll scan --facts FILE\` judges it anywhere.

  --host     where the host's root is (default /)
  --node     the name to give the node (default the host's own)
  -o, --output FILE   where to write, mode 0600
`;

const OPTIONS = {
  host: { type: 'string', default: '/' },
  node: { type: 'string' },
  output: { type: 'string', short: 'o' },
} as const;

const usage = (message: string, cause?: unknown): Error =>
  cliErrors.error('USAGE', message, { cause, hint: 'Run `plimsoll help capture`.' });

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** All or nothing: a capture that was cut off does not stand where a whole one was wanted. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const folder = await mkdtemp(join(dirname(path), '.capture-'));
    try {
      await writeFile(join(folder, 'capture'), bytes, { mode: 0o600, flush: true });
      await rename(join(folder, 'capture'), path);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw cliErrors.error('CAPTURE_UNWRITABLE', `${path} cannot be written: ${why}`, { cause });
  }
}

export const capture: Command = {
  help: HELP,
  run: async (args, terminal) => {
    const { host: root, node, output } = parse(args);
    if (output === undefined) throw usage('capture needs -o FILE');
    const host = openHostFiles(resolve(root));
    const nodeName = node ?? (await hostName(host));
    const facts = new Map<SourceId, FactBody>();
    await collectHost(host, { nodeName }, ({ source, body }) => facts.set(source, body));
    const bytes = encodeCapture({ node: nodeName, capturedAt: new Date().toISOString(), facts });
    await writeWhole(resolve(output), bytes);
    terminal.note(`${facts.size} sources of ${nodeName} are in ${output} (${bytes.length} bytes)`);
    return 0;
  },
};
