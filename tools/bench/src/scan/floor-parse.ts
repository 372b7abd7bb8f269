// The floor of `scan`, a program of its own: reads every file of a folder and parses it, on one thread.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';

const [folder = ''] = process.argv.slice(2);
let objects = 0;
for (const name of readdirSync(folder).toSorted())
  loadAll(readFileSync(join(folder, name), 'utf8'), (object) => {
    if (object !== null) objects += 1;
  });
process.stdout.write(`${objects}\n`);
