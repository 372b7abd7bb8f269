// Writes everything that is generated, or with --check says what is out of date. Order: no step reads another's output,
// but for the pages of the catalogue, which read the built catalogue.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { architecturePage } from '../lint/architecture-page.mjs';
import { oxlintConfig } from '../lint/oxlint-config.mjs';
import { tsconfigs } from './tsconfigs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const check = process.argv.includes('--check');

const files = new Map([
  ...tsconfigs(),
  ['.oxlintrc.json', `${JSON.stringify(oxlintConfig(), null, 2)}\n`],
  ['docs/architecture.md', architecturePage()],
]);

const stale = [];
for (const [path, content] of files) {
  const full = join(root, path);
  const config = await resolveConfig(full);
  const formatted = await format(content, { ...config, filepath: full });
  if (existsSync(full) && readFileSync(full, 'utf8') === formatted) continue;
  if (check) stale.push(path);
  else {
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, formatted);
    console.log(`wrote ${path}`);
  }
}
if (stale.length > 0) {
  console.error(`Out of date, run \`npm run generate\`:\n${stale.map((path) => `  ${path}`).join('\n')}`);
  process.exit(1);
}
