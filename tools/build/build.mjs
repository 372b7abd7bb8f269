// Compiles every package, then bundles what must start fast or stay small: our own code and the YAML parser go into one
// file a program; everything else stays a package that is loaded when it is needed.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(fileURLToPath(import.meta.url), '../../..');
const BUNDLED = /^(\.|\/|@plimsoll\/|js-yaml)/;
/** The agent lives on every node: of what it loads whole only the used part is kept, and no blanks and comments. */
const BUNDLED_SMALL = /^(\.|\/|@plimsoll\/|js-yaml|@bufbuild\/|smol-toml)/;
const WITHOUT_BLANKS = { compress: true, mangle: false, codegen: { removeWhitespace: true } };
const PROGRAMS = [
  { folder: 'apps/cli/dist', entries: { plimsoll: 'main.js', 'scan-worker': 'scan/scan-worker.js' } },
  { folder: 'apps/agent/dist', entries: { 'plimsoll-agent': 'main.js' }, isSmall: true },
];

function compile() {
  const { status } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-b'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the compilation failed');
}

async function bundle({ folder, entries, isSmall = false }) {
  const input = Object.fromEntries(
    Object.entries(entries)
      .map(([name, file]) => [name, join(root, folder, file)])
      .filter(([, file]) => existsSync(file)),
  );
  if (Object.keys(input).length === 0) return;
  rmSync(join(root, folder, 'bin'), { recursive: true, force: true });
  const build = await rolldown({
    input,
    platform: 'node',
    external: (id) => !(isSmall ? BUNDLED_SMALL : BUNDLED).test(id),
    logLevel: 'warn',
  });
  await build.write({
    dir: join(root, folder, 'bin'),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
    ...(isSmall ? { minify: WITHOUT_BLANKS } : {}),
  });
  await build.close();
  for (const name of Object.keys(input)) chmodSync(join(root, folder, 'bin', `${name}.js`), 0o755);
}

compile();
for (const program of PROGRAMS) await bundle(program);
