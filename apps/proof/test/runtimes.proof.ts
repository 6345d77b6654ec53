import { chromium, describeWith } from 'services';
import { describe, expect, inject, test } from 'vitest';
import { readApiReport } from '../src/api-report.ts';
import { assertComments } from '../src/assert-comments.ts';
import { exportedValues } from '../src/exported-values.ts';
import { type Imports, importProgram } from '../src/import-proof.ts';
import { portableBlocks, portablePackages } from '../src/portable.ts';
import { outcomeFaults, runProgram, toJavaScript } from '../src/program.ts';
import { runPage } from '../src/run-page.ts';
import { runtimes } from '../src/runtimes.ts';

const { directory } = inject('consumer');

describe.each(runtimes)('$name', ({ path, load }) => {
  describe.each(portablePackages())('$name', (each) => {
    test('exports what its API reports say', () => {
      const outcome = runProgram(path, directory, importProgram(each, 'esm'), load);
      expect(outcomeFaults('the import', outcome)).toEqual([]);
      const promised = each.entries.map((entry) => [entry.specifier, exportedValues(readApiReport(each, entry))]);
      const { names }: Imports = JSON.parse(outcome.stdout);
      expect(names).toEqual(Object.fromEntries(promised));
    });

    test('has a README whose blocks run, those that import nothing else', () => {
      const blocks = portableBlocks(each);
      expect(blocks.length).toBeGreaterThan(0);
      const faults = blocks.flatMap(({ line, code }) => {
        const program = { file: `portable/${each.shortName}-${line}.mjs`, code: toJavaScript(assertComments(code)) };
        return outcomeFaults(`README.md:${line}`, runProgram(path, directory, program, load));
      });
      expect(faults).toEqual([]);
    });
  });

  test('is no runtime in which every program is right', () => {
    const program = { file: 'wrong.mjs', code: toJavaScript(assertComments('1 + 1; //=> 3')) };
    expect(outcomeFaults('it', runProgram(path, directory, program, load))).toHaveLength(1);
  });
});

describeWith(chromium, 'Chromium', () => {
  const path = chromium.find() ?? '';

  test.each(portablePackages())('runs the blocks of the README of $name, bundled', async (each) => {
    const blocks = portableBlocks(each);
    const { done, errors } = await runPage(path, directory, blocks);
    expect(errors).toEqual([]);
    expect([...done].sort((a, b) => a - b)).toEqual(blocks.map(({ line }) => line));
  });

  test('says which block is wrong', async () => {
    const blocks = [
      { line: 1, code: '1 + 1; //=> 3' },
      { line: 2, code: "new Map([['a', 1]]).get('a'); //=> 1" },
      { line: 3, code: "await Promise.reject(new Error('</title>'));" },
    ];
    const { done, errors } = await runPage(path, directory, blocks);
    expect(done).toEqual([2]);
    expect(errors).toEqual([
      expect.stringContaining('expected "number: 3", got "number: 2"'),
      expect.stringContaining('</title>'),
    ]);
  });
});
