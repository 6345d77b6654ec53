import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPackages, root } from '../src/package.ts';

test('the README of the house lists every package with its own description, and no other', () => {
  const rows = readFileSync(join(root, 'README.md'), 'utf8').match(/^\| \[@scry\/.*$/gm);
  const expected = readPackages().map(
    ({ name, shortName, manifest }) => `| [${name}](packages/${shortName}/README.md) | ${manifest['description']} |`,
  );
  expect(rows).toEqual(expected);
});
