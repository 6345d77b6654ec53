import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { apiReportFaults } from '../src/api-report.ts';
import { installedAt } from '../src/consumer.ts';
import { copiedErrorFaults } from '../src/error-classes.ts';
import { readPackages } from '../src/package.ts';
import { anyFaults } from '../src/public-types.ts';
import { publintFaults, typeResolutionFaults } from '../src/publishing-lint.ts';
import { readmeBlocks } from '../src/readme-blocks.ts';
import { contentFaults } from '../src/tarball-contents.ts';
import { typeFaults, typeSettings } from '../src/type-check.ts';
import { forBundler, typeConsumers } from '../src/type-consumers.ts';

const consumer = inject('consumer');
const [nodenext] = typeSettings;

describe.each(readPackages())('the tarball of $name', (each) => {
  const installed = installedAt(consumer, each.name);
  const tarball = consumer.tarballs[each.name] ?? '';

  test('holds what is published and nothing else', () => {
    expect(contentFaults(installed)).toEqual([]);
  });

  test('satisfies publint', async () => {
    expect(await publintFaults(installed)).toEqual([]);
  });

  test('has types that every promised resolution finds', async () => {
    expect(await typeResolutionFaults(tarball)).toEqual([]);
  });

  test('has no any in its types', () => {
    expect(anyFaults(installed)).toEqual([]);
  });

  test('has each error class once', () => {
    expect(copiedErrorFaults(installed)).toEqual([]);
  });

  test('exports what its API reports say', () => {
    expect(apiReportFaults(each)).toEqual([]);
  });

  test.each(typeSettings)('compiles in a consumer with $name resolution', (setting) => {
    const files = typeConsumers(each);
    expect(typeFaults(consumer.directory, setting.name === 'bundler' ? forBundler(files) : files, setting)).toEqual([]);
  });

  test('compiles with every block of its README and every example', () => {
    const blocks = readmeBlocks(readFileSync(join(each.directory, 'README.md'), 'utf8'));
    const folder = join(each.directory, 'examples');
    const examples = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    const files = Object.fromEntries([
      ...blocks.map(({ line, code }) => [`README-${line}.mts`, code]),
      ...examples.map((name) => [`${name.replace(/\.ts$/, '')}.mts`, readFileSync(join(folder, name), 'utf8')]),
    ]);
    expect(nodenext && typeFaults(consumer.directory, files, nodenext)).toEqual([]);
  });
});
