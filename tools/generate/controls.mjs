// Keeps what follows from the controls: the registry, the digests, the places, and the pages under docs/.
//   node tools/generate/controls.mjs registry          before the build: registry, cases, digests
//   node tools/generate/controls.mjs pages             after the build: places, reference pages, coverage
//   node tools/generate/controls.mjs next              gives the changed catalogue the next ordinal
//   node tools/generate/controls.mjs --check           after the build: fails when a generated file differs
//   node tools/generate/controls.mjs --check-registry  the same for what needs no build
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { registryFiles } from './catalog/registry.mjs';
import { root, source } from './catalog/sources.mjs';

const [mode] = process.argv.slice(2);
const modes = {
  registry: writeRegistry,
  pages: writePages,
  next: nextOrdinal,
  '--check': check,
  '--check-registry': async () => report(differing(await fromFolders())),
};
const run = Object.hasOwn(modes, mode ?? '') ? modes[mode] : undefined;
if (!run) {
  console.error(`usage: controls.mjs ${Object.keys(modes).join(' | ')}`);
  process.exit(2);
}

/** What follows from the folders of controls alone, absolute path -> content. */
async function fromFolders() {
  return new Map([...(await registryFiles())].map(([path, content]) => [join(source, path), content]));
}

/** All generated files, absolute path -> content. */
async function generated() {
  const files = await fromFolders();
  const { placesFile, pages } = await import('./catalog/pages.mjs');
  files.set(join(source, 'catalog/places.json'), await placesFile());
  for (const [path, content] of await pages()) files.set(join(root, 'docs', path), content);
  const { coveragePages } = await import('./coverage/pages.mjs');
  for (const [path, content] of await coveragePages()) files.set(join(root, path), content);
  return files;
}

async function writeRegistry() {
  for (const [path, content] of await registryFiles()) write(join(source, path), content);
}

async function writePages() {
  const files = await generated();
  for (const stale of stalePages(files)) rmSync(stale);
  for (const [path, content] of files) write(path, content);
}

async function nextOrdinal() {
  const { ordinalsFile } = await import('./catalog/ordinals.mjs');
  write(join(source, 'catalog/ordinals.json'), ordinalsFile());
}

async function check() {
  const files = await generated();
  report([...differing(files), ...stalePages(files)]);
}

const differing = (files) =>
  [...files]
    .filter(([path, content]) => !existsSync(path) || readFileSync(path, 'utf8') !== content)
    .map(([path]) => path);

function report(wrong) {
  if (wrong.length === 0) return;
  const paths = wrong.map((path) => relative(root, path)).join('\n');
  console.error(
    `not up to date, run node tools/generate/controls.mjs registry, build, then pages:\n${paths}`,
  );
  process.exitCode = 1;
}

/** Pages that nothing generates any more. */
function stalePages(files) {
  return ['docs/controls', 'docs/coverage', 'docs/frameworks']
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.md') && !files.has(path));
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path) || readFileSync(path, 'utf8') !== content) writeFileSync(path, content);
}

await run();
