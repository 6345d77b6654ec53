import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Package } from '../src/package.ts';
import { readPackages } from '../src/package.ts';
import { readReference } from '../src/reference.ts';
import { soundPackage } from './sound-package.ts';

function faultsOf(each: Package): string[] {
  const scratch = mkdtempSync(join(tmpdir(), 'scry-reference-'));
  onTestFinished(() => rmSync(scratch, { recursive: true }));
  return readReference(each, join(scratch, 'package.json'));
}

test.each(readPackages())(
  'the reference of $name has no link that leads nowhere, and no export without a word',
  (each) => {
    expect(faultsOf(each)).toEqual([]);
  },
);

test('the reference complains of an export without a word, of a broken link and of a parameter that is not there', () => {
  const code = [
    'export class OddError extends Error {}',
    '/** See {@link two}. @param gone a number */',
    'export const one = (): number => 1;',
  ];
  expect(faultsOf(soundPackage({ 'src/one.ts': code.join('\n') })).sort()).toEqual([
    expect.stringMatching(/"two"/),
    expect.stringMatching(/@param with name "gone"/),
    expect.stringMatching(/OddError \(Class\).* does not have any documentation/),
  ]);
});
