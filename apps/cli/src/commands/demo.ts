import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Command } from '../command.js';
import { cliErrors } from '../errors.js';
import type { Api } from '../up/api.js';
import { defaultDataFolder } from '../up/data-folder.js';
import { localApi } from '../install/centre-access.js';
import { openInstallation } from '../up/installation.js';

const HELP = `plimsoll demo remove: remove the demo fleet with all its data

Usage: plimsoll demo remove [--data DIR]

\`plimsoll up\` must be running. The demo does not come back at the next start.
`;

const CLUSTERS = 'query Clusters { organization { clusters { cluster { id name labels { key } } } } }';
const DELETE = 'mutation Delete($id: ID!) { deleteCluster(id: $id) { userErrors { message } } }';

interface Clusters {
  readonly organization: {
    readonly clusters: readonly {
      readonly cluster: {
        readonly id: string;
        readonly name: string;
        readonly labels: readonly { readonly key: string }[];
      };
    }[];
  };
}
interface Deleted {
  readonly deleteCluster: { readonly userErrors: readonly { readonly message: string }[] };
}

async function removeAll(api: Api): Promise<readonly string[]> {
  const { organization } = await api.query<Clusters>(CLUSTERS);
  const demo = organization.clusters
    .map(({ cluster }) => cluster)
    .filter(({ labels }) => labels.some(({ key }) => key === 'plimsoll.dev/demo'));
  for (const { id, name } of demo) {
    const [problem] = (await api.query<Deleted>(DELETE, { id })).deleteCluster.userErrors;
    if (problem) throw cliErrors.error('API_FAILED', `${name} could not be removed: ${problem.message}`);
  }
  return demo.map(({ name }) => name);
}

export const demo: Command = {
  help: HELP,
  run: async (args, terminal) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { data: { type: 'string' } },
      allowPositionals: true,
    });
    if (positionals.length !== 1 || positionals[0] !== 'remove')
      throw cliErrors.error('USAGE', 'wanted is `plimsoll demo remove`');
    const folder =
      values.data === undefined
        ? defaultDataFolder(process.cwd(), process.getuid?.() ?? 0)
        : resolve(values.data);
    const { demoStates } = await openInstallation(folder);
    const removed = await removeAll(await localApi(values.data));
    for (const name of await readdir(demoStates)) await rm(join(demoStates, name));
    await terminal.write(
      removed.length === 0 ? 'There is no demo cluster.\n' : `Removed ${removed.join(', ')}.\n`,
    );
    return 0;
  },
};
