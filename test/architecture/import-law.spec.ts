import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAW, OWNERS, PACKAGES, forbiddenFor } from '../../tools/lint/import-law.mjs';

const root = join(import.meta.dirname, '../..');
interface Plant {
  readonly title: string;
  readonly file: string;
  readonly text: string;
}

const names = Object.keys(LAW);
const folderOf = (name: string): string => LAW[name]?.folder ?? '';
const plants: readonly Plant[] = [
  ...names.flatMap((name) =>
    forbiddenFor(name).map((other) => ({
      title: `${name} imports ${other}`,
      file: `${folderOf(name)}/src/planted-${other}.ts`,
      text: `import '@plimsoll/${other}';\n`,
    })),
  ),
  ...Object.entries(OWNERS).map(([module]) => ({
    title: `cli imports ${module}`,
    file: `apps/cli/src/planted-${module.replaceAll(/\W/g, '-')}.ts`,
    text: `import '${module}';\n`,
  })),
  {
    title: 'a library imports a file of another',
    file: 'libs/central/store/src/planted-deep.ts',
    text: "import '@plimsoll/model/src/ids.js';\n",
  },
  {
    title: 'model reads the clock',
    file: 'libs/model/src/planted-clock.ts',
    text: 'export const now = Date.now();\n',
  },
  {
    title: 'controls throw dice',
    file: 'libs/catalog/controls/src/planted-random.ts',
    text: 'export const dice = Math.random();\n',
  },
  {
    title: 'engine reads a file',
    file: 'libs/catalog/engine/src/planted-fs.ts',
    text: "import 'node:fs';\n",
  },
  {
    title: 'model takes more than hash of node:crypto',
    file: 'libs/model/src/planted-crypto.ts',
    text: "import { randomBytes } from 'node:crypto';\nexport const r = randomBytes;\n",
  },
  {
    title: 'a collector reads a file by itself',
    file: 'libs/agent/collectors/src/planted-fs.ts',
    text: "import 'node:fs';\n",
  },
  {
    title: 'the agent runtime reads a file of the host',
    file: 'libs/agent/runtime/src/planted-fs.ts',
    text: "import 'node:fs/promises';\n",
  },
  {
    title: 'a cycle',
    file: 'libs/model/src/planted-a.ts',
    text: "import { b } from './planted-b.js';\nexport const a = (): unknown => b;\n",
  },
];
const companions: readonly Plant[] = [
  {
    title: '',
    file: 'libs/model/src/planted-b.ts',
    text: "import { a } from './planted-a.js';\nexport const b = (): unknown => a;\n",
  },
];

let folder = '';
let flagged = new Set<string>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-law-'));
  writeFileSync(join(folder, '.oxlintrc.json'), readFileSync(join(root, '.oxlintrc.json')));
  for (const { file, text } of [...plants, ...companions]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format', 'json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const report = JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] };
  flagged = new Set(
    report.diagnostics.filter(({ code }) => /restricted|no-cycle/.test(code)).map(({ filename }) => filename),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the import law', () => {
  it('names every package of the workspace, and no other', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { name?: string }>;
    };
    const workspace = Object.entries(packages).filter(([path]) => /^(apps|libs|tools)\//.test(path));
    expect(Object.fromEntries(names.map((name) => [folderOf(name), `@plimsoll/${name}`]))).toEqual(
      Object.fromEntries(workspace.map(([path, { name }]) => [path, name])),
    );
    expect([...PACKAGES].sort()).toEqual([...names].sort());
  });

  it.each(plants)('catches: $title', ({ file }) => {
    expect(flagged).toContain(file);
  });

  it('lets what is allowed pass', () => {
    expect(flagged.has('libs/model/src/ids.ts')).toBe(false);
    expect([...flagged].every((file) => file.includes('planted'))).toBe(true);
  });
});
