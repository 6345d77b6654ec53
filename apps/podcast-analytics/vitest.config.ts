import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.ts';

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: ['{gameday,src,test}/**/*.test.{ts,tsx}'],
      typecheck: { enabled: false },
      coverage: { enabled: false },
      testTimeout: 180_000,
      hookTimeout: 180_000,
      maxWorkers: 2, // its tests wait for child processes and servers more than they compute
      globalSetup: './test/data-dir-template.ts',
    },
  }),
);
