import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    conditions: ['@plimsoll/source'],
    // graphql ships two copies of itself; our code under test and Nest must share the one that Node takes.
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }],
  },
  ssr: { resolve: { conditions: ['@plimsoll/source'] } },
  test: {
    include: ['{apps,libs,tools}/**/*.{spec,int-spec}.ts', 'test/**/*.{spec,int-spec,flow-spec}.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
