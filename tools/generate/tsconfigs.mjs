// Writes the tsconfig.json of every package from its dependencies, so that nobody keeps two lists.
import { readFileSync, writeFileSync, readdirSync, existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Every workspace: its folder and its package.json. */
export function packages() {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folders = workspaces.flatMap((pattern) =>
    pattern.endsWith('/*')
      ? readdirSync(join(root, pattern.slice(0, -2))).map((name) => join(pattern.slice(0, -2), name))
      : [pattern],
  );
  return folders
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')),
    }));
}

/** The files this generator owns, as path -> content. */
export function tsconfigs() {
  const all = packages();
  const folderOf = new Map(all.map(({ folder, manifest }) => [manifest.name, folder]));
  const files = new Map();
  for (const { folder, manifest } of all) {
    const references = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
      .filter((name) => folderOf.has(name))
      .map((name) => ({ path: relative(folder, folderOf.get(name)) }));
    const config = {
      extends: `${relative(folder, '.')}/tsconfig.base.json`,
      compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
      include: ['src/**/*.ts', 'src/**/*.json'],
      exclude: ['src/**/*.spec.ts', 'src/**/*.int-spec.ts'],
      references,
    };
    files.set(join(folder, 'tsconfig.json'), `${JSON.stringify(config, null, 2)}\n`);
  }
  const solution = { files: [], references: all.map(({ folder }) => ({ path: folder })) };
  files.set('tsconfig.json', `${JSON.stringify(solution, null, 2)}\n`);
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { format } = await import('prettier');
  for (const [path, content] of tsconfigs())
    writeFileSync(join(root, path), await format(content, { filepath: path, printWidth: 110 }));
}
