import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { coreFaults, placeIn, sizeFaults, unusedFaults } from '../src/bundle-rules.ts';
import type { Entry, Package } from '../src/package.ts';
import { readPackages } from '../src/package.ts';
import { sizeCeilings } from '../src/size-ceilings.ts';
import { soundPackage } from './sound-package.ts';

const packages = readPackages();

describe.each(packages)('$name', (each) => {
  const place = placeIn(inject('consumer').directory, each);

  test.each(each.entries)('$specifier stays under its ceiling', async (entry) => {
    expect(await sizeFaults(entry, sizeCeilings[entry.specifier], place)).toEqual([]);
  });

  test.each(each.entries)('$specifier leaves nothing in a bundle that does not use it', async (entry) => {
    expect(await unusedFaults(entry, place)).toEqual([]);
  });

  test('has a core entry that bundles for where it runs, with nothing of the other entries, and of Node only where it is for Node', async () => {
    expect(await coreFaults(each, place)).toEqual([]);
  });
});

test('every ceiling belongs to an entry', () => {
  const entries = packages.flatMap((each) => each.entries.map(({ specifier }) => specifier));
  expect(Object.keys(sizeCeilings).filter((name) => !entries.includes(name))).toEqual([]);
});

describe('the rules of bundles', () => {
  const core: Entry = { subpath: '.', name: 'index', specifier: '@scry/sound' };

  const install = (each: Package) => {
    const directory = mkdtempSync(join(tmpdir(), 'scry-bundle-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    mkdirSync(join(directory, 'node_modules/@scry'), { recursive: true });
    symlinkSync(each.directory, join(directory, 'node_modules', each.name));
    return { directory, external: [] };
  };
  const withCode = (code: string) => soundPackage({ 'dist/one.js': `export class OddError extends Error {}\n${code}` });

  test('find nothing in a sound package', async () => {
    const each = soundPackage();
    expect(await sizeFaults(core, { bytes: 200, why: 'test' }, install(each))).toEqual([]);
    expect(await unusedFaults(core, install(each))).toEqual([]);
    expect(await coreFaults(each, install(each))).toEqual([]);
  });

  test('want a ceiling for each entry, and hold it', async () => {
    const place = install(soundPackage());
    expect(await sizeFaults(core, undefined, place)).toEqual([
      expect.stringMatching(/has no ceiling: it has \d+ bytes/),
    ]);
    expect(await sizeFaults(core, { bytes: 9, why: 'test' }, place)).toEqual([
      expect.stringMatching(/over its ceiling of 9/),
    ]);
  });

  test('complain of what is computed when a module is loaded, if the manifest admits it', async () => {
    const manifest = { name: '@scry/sound', type: 'module', exports: { '.': './dist/one.js' } };
    const each = soundPackage({ 'package.json': JSON.stringify(manifest), 'dist/one.js': 'globalThis.a = 1;' });
    expect(await unusedFaults(core, install(each))).toEqual([expect.stringMatching(/leaves \d+ characters/)]);
  });

  test.each([
    ['a module of Node', "import fs from 'node:fs';\nexport const one = () => fs.constants;", 'node:'],
    ['a global of Node', 'export const one = () => process.version;', 'process.'],
    ['a class of Node', "export const one = () => Buffer.from('');", 'Buffer'],
  ])('complain of %s in the core entry', async (_, code, name) => {
    const each = withCode(code);
    expect(await coreFaults(each, install(each))).toEqual([`${name} must not appear in a bundle of @scry/sound`]);
  });

  test('take all of them in the one package that is for Node', async () => {
    const each = {
      ...withCode("import fs from 'node:fs';\nexport const one = () => fs.constants;"),
      name: '@scry/audit',
    };
    expect(await coreFaults(each, { ...install(each), external: ['node:*'] })).toEqual([]);
  });

  test('complain of what belongs to another entry', async () => {
    const report = '```ts\nexport function far(): number;\n```\n';
    const each = soundPackage({
      'api/extra.api.md': report,
      'dist/one.js': 'export class OddError extends Error {}\nfunction far() {}\nexport const one = () => far();\n',
    });
    expect(await coreFaults(each, install(each))).toEqual(['far must not appear in a bundle of @scry/sound']);
  });

  test('take the names of Node in a comment and behind globalThis', async () => {
    const each = withCode('// process.env, node:fs\nexport const one = () => globalThis.process?.version;');
    expect(await coreFaults(each, install(each))).toEqual([]);
  });
});
