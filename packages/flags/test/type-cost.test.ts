import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
// Below the package, so that its imports are found.
const folder = mkdtempSync(join(packageFolder, 'coverage-types-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tsc = createRequire(new URL('../../../package.json', import.meta.url)).resolve('typescript/lib/tsc.js');

/** What the compiler counts for a program that declares so many flags, and asks for the value of each. */
function instantiations(count: number): number {
  const kinds = ['flag.boolean()', "flag.string('a', ['a', 'b', 'c'])", 'flag.number(1)', 'flag.json({ rows: 10 })'];
  const numbers = Array.from({ length: count }, (_, i) => i);
  const source = [
    `import { createFlags, defineFlags, flag } from '@scry/flags';`,
    `export const flags = createFlags({ definitions: defineFlags({ last: flag.boolean(),`,
    ...numbers.map((i) => `  flag${i}: ${kinds[i % kinds.length]},`),
    `}) });`,
    `export const on: boolean = flags.on('last');`,
    ...numbers.map((i) => `export const value${i} = flags.value('flag${i}');`),
  ];
  writeFileSync(join(folder, `flags${count}.ts`), source.join('\n'));
  const config = join(folder, `tsconfig${count}.json`);
  writeFileSync(config, JSON.stringify({ extends: '../../../tsconfig.base.json', files: [`flags${count}.ts`] }));
  const printed = execFileSync(process.execPath, [tsc, '-p', config, '--extendedDiagnostics'], { encoding: 'utf8' });
  return Number(/^Instantiations:\s+(\d+)/m.exec(printed)?.[1]);
}

// What the compiler counts does not depend on the machine, as its time does.
test('a definition costs the compiler little, and twice as much for twice the flags', () => {
  const [none, some, many] = [instantiations(0), instantiations(500), instantiations(1_000)];
  expect((some - none) / 500).toBeLessThan(20);
  expect((many - none) / (some - none)).toBeLessThan(2.1);
}, 120_000);
