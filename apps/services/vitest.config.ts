import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.ts';

export default mergeConfig(
  shared,
  defineConfig({
    test: { typecheck: { enabled: false }, coverage: { enabled: false }, testTimeout: 30_000, hookTimeout: 60_000 },
  }),
);
