// What the folders of controls say: which controls there are, and a digest of what decides each one's verdicts.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
export const source = join(root, 'libs/catalog/controls/src');
const engine = join(root, 'libs/catalog/engine/src');
const frameworks = join(root, 'libs/catalog/frameworks/src');

/** Families whose controls have a folder each, `<family>/<slug>/<slug>.control.ts` with cases beside it. */
export function folderControls() {
  return folders(source).flatMap((family) =>
    folders(join(source, family))
      .filter((slug) => existsSync(join(source, family, slug, `${slug}.control.ts`)))
      .map((slug) => ({ id: `${family}/${slug}`, family, slug, name: camelCase(slug) })),
  );
}

/** Families that are tables, a row per control: their index exports `<family>Controls` and `<family>Cases`, in camel case. */
export const tableFamilies = () =>
  folders(source).filter((family) => {
    const index = join(source, family, 'index.ts');
    return (
      existsSync(index) && readFileSync(index, 'utf8').includes(`export const ${camelCase(family)}Controls`)
    );
  });

/**
 * SHA-256 over the source files that decide verdicts: a control's own file, or a table family's index, everything that
 * it imports from this library and from the engine, the derivations whose facts it needs, and how the engine asks a
 * control, by path and content. Types, cases and tests do not count. Rows of one table share a digest: a changed row
 * has the whole table judged again.
 */
export function digests() {
  const entries = [
    ...folderControls().map(({ id, family, slug }) => [id, join(source, family, slug, `${slug}.control.ts`)]),
    ...tableFamilies().map((family) => [family, join(source, family, 'index.ts')]),
  ];
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, file]) => [id, digestOf(file)]),
  );
}

function digestOf(file) {
  const hash = createHash('sha256');
  for (const path of filesThatDecide(file)) {
    const content = createHash('sha256').update(readFileSync(path)).digest('hex');
    hash.update(`${relative(root, path)} ${content}\n`);
  }
  return hash.digest('hex');
}

/** SHA-256 over the source of the frameworks, which requirement rests on which control: posture follows from it. */
export function frameworksDigest(folder = frameworks) {
  const hash = createHash('sha256');
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  for (const name of files.sort()) {
    const content = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
    hash.update(`${name} ${content}\n`);
  }
  return hash.digest('hex');
}

/** The files behind a control's verdicts, from its own file. */
export function filesThatDecide(file) {
  const files = closure(join(engine, 'judge/judge.ts'), closure(file, new Set()));
  return [...files].sort((a, b) => (a < b ? -1 : 1));
}

function closure(file, seen) {
  if (seen.has(file) || /\.cases\.ts$|\.spec\.ts$/.test(file)) return seen;
  seen.add(file);
  for (const target of imports(file)) closure(target, seen);
  return seen;
}

/** Files that a file imports values from: relative ones, and those behind the names that it takes from the engine. */
function imports(file) {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const statements = [...text.matchAll(/^(?:import|export)\s+(?!type\b)([^;]*?)\s*from\s*'([^']+)'/gm)];
  const imported = statements.flatMap(([, names, from]) => {
    if (from.startsWith('.')) return [join(dirname(file), from.replace(/\.js$/, '.ts'))];
    return from === '@plimsoll/engine' ? engineFiles(names) : [];
  });
  return file.startsWith(source) ? [...imported, ...derivationFiles(text)] : imported;
}

/** What a control needs by name, `{ derived: 'platform' }`, is made in the engine's folder of that name. */
const derivationFiles = (text) =>
  [...text.matchAll(/\bderived: '([a-z-]+)'/g)].map(([, id]) => join(engine, 'derivations', id, `${id}.ts`));

function engineFiles(names) {
  const wanted = names
    .replace(/[{}]/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name && !name.startsWith('type '));
  const index = readFileSync(join(engine, 'index.ts'), 'utf8');
  const exported = [...index.matchAll(/^export\s+\{([^}]*)\}\s*from\s*'([^']+)'/gm)];
  return exported
    .filter(([, list]) => list.split(',').some((name) => wanted.includes(name.trim())))
    .map(([, , from]) => join(engine, from.replace(/\.js$/, '.ts')));
}

const folders = (path) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
export const camelCase = (slug) => slug.replace(/[-.](.)/g, (_, letter) => letter.toUpperCase());
