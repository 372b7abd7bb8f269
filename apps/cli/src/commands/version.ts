import { CATALOG_VERSION } from '@plimsoll/controls';
import type { Command } from '../command.js';
import { VERSION } from '../version.js';

export const version: Command = {
  help: 'plimsoll version\n\nPrints the version of the program and of its catalogue of controls.\n',
  run: async (_, terminal) => {
    await terminal.write(
      `plimsoll ${VERSION}, catalogue ${CATALOG_VERSION}, Node.js ${process.versions.node}\n`,
    );
    return 0;
  },
};
