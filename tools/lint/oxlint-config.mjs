// Renders the import law as linter rules. `npm run generate` writes .oxlintrc.json from it.
import { builtinModules } from 'node:module';
import {
  APPS,
  HOST_FILES,
  IMPURE_GLOBALS,
  IMPURE_PROPERTIES,
  LAW,
  OWNERS,
  TOOLS,
  forbiddenFor,
} from './import-law.mjs';

const TESTS = ['**/*.spec.ts', '**/*.int-spec.ts', '**/*.flow-spec.ts', '**/testing/**'];

function restrictedPaths(name) {
  const { may, pure } = LAW[name];
  const ours = forbiddenFor(name).map((other) => ({
    name: `@plimsoll/${other}`,
    message: `${name} may import ${may.length > 0 ? may.join(', ') : 'none of our packages'} (tools/lint/import-law.mjs).`,
  }));
  const heavy = Object.entries(OWNERS)
    .filter(([, owners]) => !owners.includes(name) && !TOOLS.includes(name))
    .map(([module, owners]) => ({
      name: module,
      message: `Only ${owners.join(', ')} may import ${module}.`,
    }));
  return [...ours, ...heavy, ...nodeModules(name, pure)];
}

function nodeModules(name, pure) {
  if (pure)
    return builtinModules
      .flatMap((module) => [module, `node:${module}`])
      .map((module) =>
        name === 'model' && module === 'node:crypto'
          ? {
              name: module,
              allowImportNames: ['hash'],
              message: 'model may use hash of node:crypto and nothing else.',
            }
          : { name: module, message: `${name} is pure: no I/O, no clock, no randomness.` },
      );
  if (!HOST_FILES.forbiddenIn.includes(name)) return [];
  return HOST_FILES.modules.map((module) => ({
    name: module,
    message: 'The host is read through probes only.',
  }));
}

function patterns(name) {
  const deep = {
    group: ['@plimsoll/*/src/**', '@plimsoll/*/dist/**'],
    message: "Import a package's entry, not its files.",
  };
  const testing = { group: ['@plimsoll/*/testing'], message: 'Test entries are for tests.' };
  return TOOLS.includes(name) || APPS.includes(name) ? [deep] : [deep, testing];
}

function override(name) {
  const { folder, pure } = LAW[name];
  const rules = {
    'no-restricted-imports': ['error', { paths: restrictedPaths(name), patterns: patterns(name) }],
  };
  if (pure) {
    rules['no-restricted-globals'] = [
      'error',
      ...IMPURE_GLOBALS.map((global) => ({ name: global, message: `${name} is pure.` })),
    ];
    rules['no-restricted-properties'] = [
      'error',
      ...IMPURE_PROPERTIES.map((property) => ({ ...property, message: `${name} is pure.` })),
    ];
  }
  return { files: [`${folder}/src/**/*.ts`], rules };
}

/** The whole configuration, as an object. */
export function oxlintConfig() {
  return {
    $schema: './node_modules/oxlint/configuration_schema.json',
    plugins: ['typescript', 'import', 'unicorn', 'vitest'],
    categories: { correctness: 'error' },
    ignorePatterns: ['**/dist/**', '**/generated/**', '**/testdata/**', 'docs/**'],
    rules: {
      'import/no-cycle': 'error',
      'typescript/no-explicit-any': 'error',
      'typescript/no-non-null-assertion': 'error',
      'typescript/no-floating-promises': 'error',
      'typescript/no-misused-promises': 'error',
      'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Views are plain copies of plain rows, and the texts that tests spread are ASCII.
      'typescript/no-misused-spread': 'off',
      'typescript/await-thenable': 'error',
      'typescript/consistent-type-imports': 'off',
      'no-empty': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      'vitest/no-focused-tests': 'error',
      'vitest/require-mock-type-parameters': 'off',
      // Expectations stand inside properties too.
      'vitest/expect-expect': ['error', { assertFunctionNames: ['expect', 'fc.assert'] }],
      'vitest/no-conditional-expect': 'off',
      'vitest/valid-expect': ['error', { maxArgs: 2 }],
      'vitest/no-disabled-tests': 'error',
    },
    overrides: [
      ...Object.keys(LAW).map(override),
      {
        files: TESTS,
        rules: {
          'no-restricted-imports': 'off',
          'no-restricted-globals': 'off',
          'no-restricted-properties': 'off',
          'typescript/no-misused-promises': 'off',
        },
      },
      { files: ['apps/cli/**', 'tools/**', 'test/**'], rules: { 'no-console': 'off' } },
    ],
  };
}
