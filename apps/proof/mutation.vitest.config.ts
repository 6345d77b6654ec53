import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.ts';

/** Type tests cannot notice what a mutant does, and cost a compiler run each time. */
export default mergeConfig(
  shared,
  defineConfig({ test: { typecheck: { enabled: false }, coverage: { enabled: false } } }),
);
