import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { readApiReport } from '../src/api-report.ts';
import { assertComments } from '../src/assert-comments.ts';
import { exportedValues } from '../src/exported-values.ts';
import type { Imports } from '../src/import-proof.ts';
import { importProgram } from '../src/import-proof.ts';
import { readPackages, root } from '../src/package.ts';
import { outcomeFaults, runProgram, runTests, toJavaScript } from '../src/program.ts';
import { type Block, readmeBlocks } from '../src/readme-blocks.ts';
import { typeFaults, typeSettings } from '../src/type-check.ts';
import { forBundler, typeConsumers } from '../src/type-consumers.ts';

const { directory } = inject('consumer');
const [nodenext] = typeSettings;
const recipes = readmeBlocks(readFileSync(join(root, 'RECIPES.md'), 'utf8'));
const isOfTests = ({ code }: Block): boolean => code.includes("from 'vitest'");

describe.each(inject('nodes'))('on Node $version', ({ path }) => {
  test.each(recipes.filter((block) => !isOfTests(block)))('the recipe at line $line runs', ({ line, code }) => {
    const program = { file: `recipes/${line}.mjs`, code: toJavaScript(assertComments(code)) };
    expect(outcomeFaults(`RECIPES.md:${line}`, runProgram(path, directory, program))).toEqual([]);
  });

  describe.each(readPackages())('$name', (each) => {
    test.each(['esm', 'cjs'] as const)('exports to %s what its API reports say, each class once', (format) => {
      const outcome = runProgram(path, directory, importProgram(each, format));
      expect(outcomeFaults('the import', outcome)).toEqual([]);
      const promised = each.entries.map((entry) => [entry.specifier, exportedValues(readApiReport(each, entry))]);
      const { names, twins }: Imports = JSON.parse(outcome.stdout);
      expect(names).toEqual(Object.fromEntries(promised));
      expect(twins).toEqual([]);
    });

    test('has a README whose every block runs', () => {
      const blocks = readmeBlocks(readFileSync(join(each.directory, 'README.md'), 'utf8'));
      expect(blocks.length).toBeGreaterThan(0);
      const faults = blocks.flatMap(({ line, code }) => {
        const file = `readme/${each.shortName}-${line}.mjs`;
        return outcomeFaults(
          `README.md:${line}`,
          runProgram(path, directory, { file, code: toJavaScript(assertComments(code)) }),
        );
      });
      expect(faults).toEqual([]);
    });

    test('has examples that run', () => {
      const folder = join(each.directory, 'examples');
      const examples = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ts')) : [];
      expect(examples.length).toBeGreaterThan(0);
      const faults = examples.flatMap((name) => {
        const file = `examples/${each.shortName}/${name.replace(/\.ts$/, '.mjs')}`;
        const code = toJavaScript(readFileSync(join(folder, name), 'utf8'));
        return outcomeFaults(`examples/${name}`, runProgram(path, directory, { file, code }));
      });
      expect(faults).toEqual([]);
    });
  });
});

describe.each(readPackages())('$name', (each) => {
  test.each(typeSettings)('compiles in a consumer with $name resolution', (setting) => {
    const files = typeConsumers(each);
    expect(typeFaults(directory, setting.name === 'bundler' ? forBundler(files) : files, setting)).toEqual([]);
  });

  test('compiles with every block of its README and every example', () => {
    const blocks = readmeBlocks(readFileSync(join(each.directory, 'README.md'), 'utf8'));
    const folder = join(each.directory, 'examples');
    const examples = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    const files = Object.fromEntries([
      ...blocks.map(({ line, code }) => [`README-${line}.mts`, code]),
      ...examples.map((name) => [`${name.replace(/\.ts$/, '')}.mts`, readFileSync(join(folder, name), 'utf8')]),
    ]);
    expect(nodenext && typeFaults(directory, files, nodenext)).toEqual([]);
  });
});

describe('the recipes', () => {
  test('compile', () => {
    const files = Object.fromEntries(recipes.map(({ line, code }) => [`RECIPES-${line}.mts`, code]));
    expect(nodenext && typeFaults(directory, files, nodenext)).toEqual([]);
  });

  test.each(recipes.filter(isOfTests))('have tests that pass: those at line $line', ({ line, code }) => {
    const { status, stdout, stderr } = runTests(directory, {
      file: `recipe-${line}.test.mjs`,
      code: toJavaScript(code),
    });
    expect(status, stdout + stderr).toBe(0);
  });
});
