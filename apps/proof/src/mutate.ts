// `npm run mutation -- retry`: changes each expression of a package in turn, and counts the changes that no test notices.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPackages, root } from './package.ts';

const [asked] = process.argv.slice(2);
const names = readPackages().map(({ shortName }) => shortName);
if (asked === undefined || !names.includes(asked)) {
  throw new Error(`mutation wants one of ${names.join(', ')}, got ${asked ?? 'nothing'}`);
}

const scratch = mkdtempSync(join(tmpdir(), 'scry-mutation-'));
const config = join(scratch, 'stryker.config.json');
writeFileSync(config, JSON.stringify(strykerConfig(asked)));
const { status } = spawnSync(
  process.execPath,
  [join(root, 'apps/proof/node_modules/@stryker-mutator/core/bin/stryker.js'), 'run', config],
  { cwd: root, stdio: 'inherit' },
);
rmSync(scratch, { recursive: true });
process.exitCode = status ?? 1;

/** Runs from the root, because a package's vitest.config.ts reaches up to the shared one. */
function strykerConfig(name: string): object {
  const vitestConfig = 'apps/proof/mutation.vitest.config.ts';
  const folder = `packages/${name}`;
  return {
    mutate: [`${folder}/src/**/*.ts`, `!${folder}/src/index.ts`],
    ignorePatterns: [
      '**',
      `!${folder}/**`,
      '!vitest.shared.ts',
      '!tsconfig.base.json',
      '!package.json',
      `!${vitestConfig}`,
      `${folder}/dist`,
      'node_modules',
    ],
    plugins: [fileURLToPath(import.meta.resolve('@stryker-mutator/vitest-runner'))],
    testRunner: 'vitest',
    vitest: { dir: folder, configFile: vitestConfig },
    coverageAnalysis: 'perTest',
    incremental: false,
    concurrency: 2,
    thresholds: { high: 95, low: 90, break: 90 },
    reporters: ['clear-text', 'progress'],
    allowEmpty: false,
    disableTypeChecks: false,
  };
}
