import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../vitest.shared.ts';

// Its sources stand beside the package file: the bundler of types finds them by plain paths only.
export default mergeConfig(
  shared,
  defineConfig({ test: { coverage: { include: ['*.ts'], exclude: ['*.config.ts'] } } }),
);
