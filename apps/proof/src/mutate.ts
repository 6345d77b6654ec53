// `npm run mutation [-- retry [1/8]]`: changes each expression of a package in turn, and counts the changes that no test notices. All
// packages if none is named; with a part, only that share of the declarations.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPackages, root } from './package.ts';

const [asked, part = '1/1'] = process.argv.slice(2);
const names = readPackages().map(({ shortName }) => shortName);
if ((asked !== undefined && !names.includes(asked)) || !/^[1-9]\d*\/[1-9]\d*$/.test(part)) {
  throw new Error(
    `mutation wants one of ${names.join(', ')} and a part such as 1/8, got ${process.argv.slice(2).join(' ')}`,
  );
}

const scratch = mkdtempSync(join(tmpdir(), 'scry-mutation-'));
const failed = names.filter((name) => (asked ?? name) === name && !mutate(name));
rmSync(scratch, { recursive: true });
if (failed.length > 0) console.error(`fewer than 90 % of the changes are noticed in ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

function mutate(name: string): boolean {
  const config = join(scratch, `${name}.json`);
  writeFileSync(config, JSON.stringify(strykerConfig(name)));
  const program = join(root, 'apps/proof/node_modules/@stryker-mutator/core/bin/stryker.js');
  const env = { ...process.env, SCRY_MUTATION_SAMPLE: part, SCRY_MUTATION_PACKAGE: name };
  return spawnSync(process.execPath, [program, 'run', config], { cwd: root, stdio: 'inherit', env }).status === 0;
}

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
      '!vitest.setup.ts',
      '!tsconfig.base.json',
      '!package.json',
      `!${vitestConfig}`,
      '!apps/proof/mutation.setup.ts',
      `${folder}/dist`,
      'node_modules',
    ],
    plugins: [
      fileURLToPath(import.meta.resolve('@stryker-mutator/vitest-runner')),
      join(import.meta.dirname, 'sample-ignorer.ts'),
    ],
    ignorers: ['sample'],
    testRunner: 'vitest',
    vitest: { dir: folder, configFile: vitestConfig, related: false },
    coverageAnalysis: 'perTest',
    ignoreStatic: true, // what runs once, when a module is loaded, would need all tests of the package for each change
    timeoutMS: 20_000, // a mutant that is slow on a busy machine is not one that hangs
    concurrency: 2,
    thresholds: { high: 95, low: 90, break: 90 },
    reporters: ['clear-text', 'progress', 'json'],
    jsonReporter: { fileName: join(root, `apps/proof/dist/mutation/${name}.json`) },
    allowEmpty: false,
    disableTypeChecks: false,
  };
}
