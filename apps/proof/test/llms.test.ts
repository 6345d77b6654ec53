import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { llmsFaults } from '../src/llms-faults.ts';
import { readPackages, root } from '../src/package.ts';

describe('llms.txt', () => {
  const text = readFileSync(join(root, 'llms.txt'), 'utf8');

  test('has the form of llmstxt.org', () => {
    expect(llmsFaults(text)).toEqual([]);
  });

  test('lists every package with its own description and its API, and no other', () => {
    const address = 'https://github.com/scry-js/scry/blob/main/packages';
    const [, packages, api] = text.split(/^## /m);
    const rowsOf = (section = '') => section.split('\n').filter((line) => line.startsWith('- '));
    const rows = readPackages().map(({ name, shortName, manifest }) => [
      `- [${name}](${address}/${shortName}/README.md): ${manifest['description']}`,
      `- [${name}](${address}/${shortName}/api/index.api.md)`,
    ]);
    expect(rowsOf(packages)).toEqual(rows.map(([row]) => row));
    expect(rowsOf(api)).toEqual(rows.map(([, row]) => row));
  });

  test.each([
    ['no title', text.replace('# Scry', 'Scry'), 'it must begin with one H1'],
    ['no summary', text.replaceAll(/^> /gm, ''), 'a summary, quoted, must follow the H1'],
    ['a heading between', text.replace('Each package', '### Odd\n\nEach package'), 'it may have no heading but H2s'],
    ['an empty section', `${text}\n## Nothing\n`, 'Nothing lists nothing'],
    ['an item without a link', text.replace(/- \[Security\]/, '- Security '), /^Optional has an item that is no link/],
  ])('is complained of with %s', (_, changed, fault) => {
    expect(llmsFaults(changed)).toEqual([expect.stringMatching(fault)]);
  });
});
