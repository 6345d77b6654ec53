import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { apiReportFaults } from '../src/api-report.ts';
import { pack } from '../src/consumer.ts';
import { copiedErrorFaults } from '../src/error-classes.ts';
import { anyFaults } from '../src/public-types.ts';
import { publintFaults, typeResolutionFaults } from '../src/publishing-lint.ts';
import { contentFaults } from '../src/tarball-contents.ts';
import { soundManifest, soundPackage, soundPackageWith } from './sound-package.ts';

describe('the rule of contents', () => {
  const published = (changes: Record<string, string | undefined> = {}) =>
    soundPackage({
      'api/index.api.md': undefined,
      'src/one.ts': undefined,
      ...changes,
    }).directory;
  const ofTheWorkshop = ['api', 'examples', 'src', 'test', 'tsconfig.json', 'tsup.config.ts', 'vitest.config.ts'];

  test('takes the built code, the licence and the words, and nothing of the workshop', () => {
    const faults = contentFaults(published());
    expect(faults.sort()).toEqual(ofTheWorkshop.map((name) => `${name} does not belong in the tarball`));
  });

  test.each([
    ['a file that is missing', 'CHANGELOG.md', undefined, 'CHANGELOG.md is missing'],
    ['a source in dist', 'dist/one.ts', '', 'dist/one.ts does not belong in the tarball'],
    ['a test in dist', 'dist/test/one.test.mts', '', 'dist/test/one.test.mts does not belong in the tarball'],
    [
      'a map without its sources',
      'dist/one.js.map',
      '{"sources":["../gone.ts"]}',
      'dist/one.js.map points at ../gone.ts, which is not published',
    ],
    [
      'a lost map',
      'dist/two.js',
      '//# sourceMappingURL=two.js.map',
      'dist/two.js points at two.js.map, which is not published',
    ],
  ])('complains of %s', (_, name, content, fault) => {
    expect(contentFaults(published({ [name]: content }))).toContain(fault);
  });

  test('takes a map that carries the text of its sources', () => {
    const map = JSON.stringify({ sources: ['../gone.ts'], sourcesContent: ['1;'] });
    expect(contentFaults(published({ 'dist/one.js.map': map })).join()).not.toContain('map');
  });
});

describe('the rule of publint', () => {
  test('finds nothing in a sound package', async () => {
    expect(await publintFaults(soundPackage().directory)).toEqual([]);
  });

  test('complains of an export that leads nowhere', async () => {
    const faults = await publintFaults(soundPackage({ 'dist/extra.cjs': undefined }).directory);
    expect(faults.join()).toContain('./dist/extra.cjs');
  });
});

describe('the rule of type resolution', () => {
  const faultsOf = (each: ReturnType<typeof soundPackage>) => typeResolutionFaults(pack(each, each.directory));

  test('finds nothing in a sound package', async () => {
    expect(await faultsOf(soundPackage())).toEqual([]);
  });

  test('complains of one declaration for both module systems', async () => {
    const conditions = { types: './dist/index.d.ts', import: './dist/index.js', require: './dist/index.cjs' };
    expect(await faultsOf(soundPackageWith({ exports: { '.': conditions } }))).toEqual([
      'Types are ESM, but implementation is CJS',
    ]);
  });

  test('complains of a tarball without types', async () => {
    const { types, ...manifest } = soundManifest;
    const each = soundPackage({ 'package.json': JSON.stringify({ ...manifest, exports: { '.': './dist/one.js' } }) });
    expect(await faultsOf(each)).not.toEqual([]);
  });

  test('cannot pass on a package that was not built', () => {
    const each = soundPackage();
    expect(() => pack({ ...each, directory: join(each.directory, 'src') }, each.directory)).toThrow(/no dist to pack/);
  });
});

describe('the rule of any', () => {
  test.each([
    ['a parameter', 'export declare function f(a: any): void;', 1],
    ['an array in a generic', 'export {};\nexport declare const m: Map<string, any[]>;', 2],
  ])('complains of %s', (_, code, line) => {
    expect(anyFaults(soundPackage({ 'dist/index.d.ts': code }).directory)).toEqual([
      `dist/index.d.ts:${line} says any`,
    ]);
  });

  test('takes the word in a comment, a name and a string', () => {
    const code = "/** any */ export declare const any: 'any';";
    expect(anyFaults(soundPackage({ 'dist/index.d.cts': code }).directory)).toEqual([]);
  });
});

describe('the rule of error classes', () => {
  test('finds nothing in a sound package', () => {
    expect(copiedErrorFaults(soundPackage().directory)).toEqual([]);
  });

  test('complains of a class that the build copied', () => {
    const each = soundPackage({ 'dist/extra.cjs': 'var OddError = class _OddError extends Error {};' });
    expect(copiedErrorFaults(each.directory)).toEqual(['OddError stands in dist/extra.cjs and dist/one.cjs']);
  });
});

describe('the rule of API reports', () => {
  test('complains of a missing report, of a stale one and of one that belongs to no entry', () => {
    const each = soundPackage({ 'api/index.api.md': undefined, 'api/gone.api.md': '' });
    const [orphan, missing, stale] = apiReportFaults(each);
    expect(orphan).toBe('api/gone.api.md belongs to no entry: delete it');
    expect(missing).toBe('api/index.api.md is missing: write it with npm run api and read it');
    expect(stale).toMatch(/^api\/extra.api.md differs from what is built/);
  });

  test('finds nothing once the reports are written, and a change again', () => {
    const each = soundPackage();
    expect(apiReportFaults(each, true)).toEqual([]);
    expect(apiReportFaults(each)).toEqual([]);
    const report = readFileSync(join(each.directory, 'api/index.api.md'), 'utf8');
    expect(report).toContain('export function one(): number;');
    const declaration = readFileSync(join(each.directory, 'dist/index.d.ts'), 'utf8').replace('number', 'string');
    const changed = soundPackage({ 'dist/index.d.ts': declaration, 'api/index.api.md': report });
    expect(apiReportFaults(changed)[0]).toMatch(/^api\/index.api.md differs/);
  });
});
