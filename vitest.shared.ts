import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What every package's vitest.config.ts shares: tests run on the sources, and all of src must be covered. */
export const shared = defineConfig({
  resolve: { conditions: ['@scry/source'] },
  ssr: { resolve: { conditions: ['@scry/source'] } },
  test: {
    setupFiles: [join(import.meta.dirname, 'vitest.setup.ts')],
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000, // a loaded machine is no failure
    hookTimeout: 60_000,
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'] },
    coverage: {
      enabled: true,
      include: ['src/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { statements: 100, branches: 100, functions: 100, lines: 100 },
    },
  },
});
