import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bytesEach, inOwnProcess } from '../src/own-process.ts';

function program(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'scry-bench-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'program.mjs');
  writeFileSync(file, code);
  return file;
}

test('a program in a process of its own can collect garbage, and gives a number', () => {
  expect(
    inOwnProcess(program('process.stdout.write(typeof gc === "function" ? process.argv[2] : "no gc")'), '42'),
  ).toBe(42);
});

test('a program that prints no number is refused', () => {
  expect(() => inOwnProcess(program('process.stdout.write("many")'))).toThrow('must print a number, got many');
});

test('an object in an array takes more than nothing and less than a hundred bytes', () => {
  const heap = join(import.meta.dirname, '../src/own-process.ts');
  const code = `import { bytesEach } from ${JSON.stringify(heap)};
    process.stdout.write(String(bytesEach(1e5, (count) => Array.from({ length: count }, (_, i) => ({ i })))));`;
  const bytes = inOwnProcess(program(code));
  expect(bytes).toBeGreaterThan(10);
  expect(bytes).toBeLessThan(100);
});

test('heap cannot be measured where garbage cannot be collected', () => {
  expect(() => bytesEach(1, () => [1])).toThrow('--expose-gc');
});
