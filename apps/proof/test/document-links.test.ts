import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { linkFaults } from '../src/document-links.ts';
import { documents } from '../src/documents.ts';
import { root } from '../src/package.ts';

test.each(documents())('%s links to nothing of ours that is not there', (name) => {
  expect(linkFaults(join(root, name), root)).toEqual([]);
});

describe('the rule of links', () => {
  const faultsOf = (markdown: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'scry-links-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'other.md'), '# A `b()`, and C\n');
    writeFileSync(join(folder, 'page.md'), markdown);
    return linkFaults(join(folder, 'page.md'), folder);
  };

  test.each([
    'a file: [a](other.md)',
    'a heading: [a](other.md#a-b-and-c)',
    'a heading here: [a](#here)\n## Here',
    'our address: [a](https://github.com/scry-js/scry/blob/main/other.md)',
    'the rest of the web: [a](https://example.com/gone.md)',
    'code: `[a](gone.md)`\n```ts\n[a](gone.md)\n```',
  ])('takes %s', (markdown) => {
    expect(faultsOf(markdown)).toEqual([]);
  });

  test.each([
    ['gone.md'],
    ['other.md#gone'],
    ['#gone'],
    ['.#gone'],
    ['https://github.com/scry-js/scry/blob/main/gone.md'],
  ])('complains of %s', (target) => {
    expect(faultsOf(`![a](${target})`)).toEqual([`page.md links to ${target}, which is not there`]);
  });
});
