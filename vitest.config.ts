import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@plimsoll/source'] },
  ssr: { resolve: { conditions: ['@plimsoll/source'] } },
  test: {
    include: ['{apps,libs,tools}/**/*.{spec,int-spec}.ts', 'test/**/*.{spec,int-spec,flow-spec}.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
