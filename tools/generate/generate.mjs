// Writes everything that is generated, or with --check says what is out of date. It compiles the packages first, because
// the pages are rendered from what they export; that takes no time when nothing changed.
//   node tools/generate/generate.mjs            writes
//   node tools/generate/generate.mjs --check    fails on any difference, writes nothing but dist
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { architecturePage } from '../lint/architecture-page.mjs';
import { oxlintConfig } from '../lint/oxlint-config.mjs';
import { contractFiles } from './references/contract.mjs';
import { clusterRoleFiles } from './rbac/cluster-role.mjs';
import { referencePages } from './references/references.mjs';
import { tsconfigs } from './tsconfigs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const check = process.argv.includes('--check');
const stale = [];
let failed = false;

await settle(beforeTheBuild());
// The registry of controls is source, the pages of the catalogue come out of its build.
if (!check) run('tools/generate/controls.mjs', 'registry');
run('node_modules/.bin/tsc', '-b');
await settle(await referencePages());
await settle(await clusterRoleFiles());
run('tools/generate/controls.mjs', check ? '--check' : 'pages');

if (stale.length > 0)
  console.error(`Out of date, run \`npm run generate\`:\n${stale.map((path) => `  ${path}`).join('\n')}`);
if (failed || stale.length > 0) process.exitCode = 1;

function beforeTheBuild() {
  return new Map([
    ...tsconfigs(),
    ...contractFiles(),
    ['.oxlintrc.json', `${JSON.stringify(oxlintConfig(), null, 2)}\n`],
    ['docs/architecture.md', architecturePage()],
  ]);
}

async function settle(files) {
  for (const [path, content] of files) {
    const full = join(root, path);
    const wanted = await formatted(full, content);
    if (existsSync(full) && readFileSync(full, 'utf8') === wanted) continue;
    if (check) {
      stale.push(path);
      continue;
    }
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, wanted);
    console.log(`wrote ${path}`);
  }
}

/** As the formatter would leave it; what it is told to ignore stays as it was made. */
async function formatted(full, content) {
  const { ignored } = await getFileInfo(full, { ignorePath: join(root, '.prettierignore') });
  return ignored ? content : format(content, { ...(await resolveConfig(full)), filepath: full });
}

/** A step that is a program of its own: its output is shown, its failure is ours. */
function run(program, ...args) {
  const [file, ...first] = program.endsWith('.mjs') ? [process.execPath, program] : [join(root, program)];
  const { status } = spawnSync(file, [...first, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) failed = true;
}
