import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cliErrors } from '../errors.js';

/** The checkout or installed tree that this program runs from: the nearest folder that holds the server's program. */
function treeRoot(): string {
  const server = join('apps', 'server', 'dist', 'main.js');
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, server))) return folder;
    if (folder === dirname(folder))
      throw cliErrors.error('NOT_BUILT', 'the programs of the centre are not beside this one');
  }
}

/** Where the programs are that `up` starts. @throws NOT_BUILT */
export function programs(): { readonly server: string; readonly agent: string; readonly fleet: string } {
  const root = treeRoot();
  return {
    server: join(root, 'apps', 'server', 'dist', 'main.js'),
    agent: join(root, 'apps', 'agent', 'dist', 'bin', 'plimsoll-agent.js'),
    fleet: join(root, 'tools', 'fleet', 'dist', 'main.js'),
  };
}
