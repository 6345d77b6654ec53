import { describe, expect, inject, test } from 'vitest';
import { apiReportFaults } from '../src/api-report.ts';
import { installedAt } from '../src/consumer.ts';
import { builtImportFaults } from '../src/dependency-rule.ts';
import { copiedErrorFaults } from '../src/error-classes.ts';
import { readPackage, readPackages } from '../src/package.ts';
import { anyFaults } from '../src/public-types.ts';
import { publintFaults, typeResolutionFaults } from '../src/publishing-lint.ts';
import { contentFaults } from '../src/tarball-contents.ts';

const consumer = inject('consumer');

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

  test('imports only what an install brings', () => {
    expect(builtImportFaults(readPackage(installed))).toEqual([]);
  });

  test('exports what its API reports say', () => {
    expect(apiReportFaults(each)).toEqual([]);
  });
});
