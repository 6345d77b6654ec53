import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtImportFaults, dependencyFaults } from '../src/dependency-rule.ts';
import { exportFaults } from '../src/export-shape.ts';
import { fileFaults } from '../src/file-shape.ts';
import { manifestFaults } from '../src/manifest-shape.ts';
import { readPackages, root } from '../src/package.ts';
import { readmeFaults } from '../src/readme-shape.ts';
import { sameTextFaults } from '../src/same-text.ts';
import { soundReadme as readme, soundManifest, soundPackage, soundPackageWith } from './sound-package.ts';

const model = join(root, 'packages/retry');

describe.each(readPackages())('$name', (each) => {
  test('has the files of every package, none too long, each named after something', () => {
    expect(fileFaults(each)).toEqual([]);
  });

  test('has the package.json of every package', () => {
    expect(manifestFaults(each)).toEqual([]);
  });

  test('has the README of every package', () => {
    expect(readmeFaults(each, readFileSync(join(each.directory, 'README.md'), 'utf8'))).toEqual([]);
  });

  test('lists its public API in src/index.ts and has no default export', () => {
    expect(exportFaults(each)).toEqual([]);
  });

  test('keeps the dependency rule', () => {
    expect(dependencyFaults(each)).toEqual([]);
  });

  test('has the licence and the configuration of the house', () => {
    expect(sameTextFaults(each, root, model)).toEqual([]);
  });
});

describe('the rule of files', () => {
  test('finds nothing in a sound package', () => {
    expect(fileFaults(soundPackage())).toEqual([]);
  });

  test.each([
    ['README.md', undefined, 'README.md is missing'],
    ['notes.md', 'x', 'notes.md is in no other package'],
    ['src/one.ts', `${'\n'.repeat(300)}1;`, 'src/one.ts has 301 lines, more than 300'],
    ['src/index.ts', '1;\n'.repeat(21), 'src/index.ts has 21 lines, more than 20'],
    ['src/string-utils.ts', '', 'src/string-utils.ts is named after nothing: name it after its main export'],
    ['src/common.ts', '', 'src/common.ts is named after nothing: name it after its main export'],
    ['src/oneTwo.ts', '', 'src/oneTwo.ts must be kebab-case'],
  ])('complains of %s', (name, content, fault) => {
    expect(fileFaults(soundPackage({ [name]: content }))).toEqual([fault]);
  });

  test('takes a file of 300 lines and a name that only contains a vague word', () => {
    expect(fileFaults(soundPackage({ 'src/commonality.ts': '1;\n'.repeat(300) }))).toEqual([]);
  });
});

describe('the rule of manifests', () => {
  test('finds nothing in a sound package', () => {
    expect(manifestFaults(soundPackage())).toEqual([]);
  });

  test.each([
    ['license', 'ISC', /^license must be "MIT", got "ISC"$/],
    ['sideEffects', true, /^sideEffects must be false/],
    ['scripts', { build: 'tsup', test: 'vitest run', typecheck: 'tsc' }, /^scripts must be/],
    ['exports', { ...soundManifest.exports, './apart': {} }, /^exports must be/],
    [
      'exports',
      { './extra': soundManifest.exports?.['./extra'], '.': soundManifest.exports?.['.'] },
      /^exports must be/,
    ],
    ['funding', 'x', /^funding is no field of this house$/],
    ['keywords', undefined, /^keywords is missing$/],
  ])('complains of %s', (field, value, fault) => {
    expect(manifestFaults(soundPackageWith({ [field]: value }))).toEqual([expect.stringMatching(fault)]);
  });

  test('complains of another order of the fields', () => {
    const { name, ...rest } = soundManifest;
    const faults = manifestFaults(soundPackage({ 'package.json': JSON.stringify({ ...rest, name }) }));
    expect(faults).toEqual([expect.stringMatching(/^the fields must stand in this order: name, version/)]);
  });
});

describe('the rule of READMEs', () => {
  const faultsOf = (markdown: string) => readmeFaults({ name: '@scry/sound', manifest: soundManifest }, markdown);

  test('finds nothing in a sound package', () => {
    expect(faultsOf(readme)).toEqual([]);
  });

  test.each([
    ['another title', readme.replace('# @scry/sound', '# Sound'), /^the one H1 must be @scry\/sound, got Sound$/],
    [
      'another sentence than that of the manifest',
      readme.replace('Keeps every', 'Breaks every'),
      /^below the H1 must stand the description of package.json$/,
    ],
    ['a heading left out', readme.replace('## Recipes', ''), /^the H2s must be/],
    ['headings out of order', readme.replace('## API\n\n## Errors', '## Errors\n\n## API'), /^the H2s must be/],
    ['no line that installs it', readme.replace('npm install', 'get'), /^it must say npm install @scry\/sound$/],
    [
      'a late example',
      readme.replace('    npm', '\n\n\n\n    npm'),
      /^the first example begins at line 11, after line 10$/,
    ],
    [
      'a long example',
      readme.replace('one(); //', `${'one();\n'.repeat(11)}one(); //`),
      /^the first example has 13 lines/,
    ],
    ['no example', readme.replace('```ts', '```sh'), /^it has no example$/],
  ])('complains of %s', (_, markdown, fault) => {
    expect(faultsOf(markdown)).toEqual([expect.stringMatching(fault)]);
  });

  test('does not count what no reader sees', () => {
    expect(faultsOf(readme.replace('```ts', `<!-- given\n${'const a = 1;\n'.repeat(9)}-->\n\n\`\`\`ts`))).toEqual([]);
  });

  test('takes a # in a block for code', () => {
    expect(faultsOf(`${readme}\n\`\`\`sh\n# not a title\n\`\`\`\n`)).toEqual([]);
  });
});

describe('the rule of exports', () => {
  test.each([
    ['a default export', 'src/one.ts', 'export default 1;', 'src/one.ts has a default export'],
    ['a default function', 'src/one.ts', 'export default function one() {}', 'src/one.ts has a default export'],
    [
      'code in the index',
      'src/index.ts',
      'export const a = 1;',
      'src/index.ts must name its re-exports and do nothing else',
    ],
    [
      'a star',
      'src/index.ts',
      "export * from './one.ts';",
      'src/index.ts must name its re-exports and do nothing else',
    ],
  ])('complains of %s', (_, name, code, fault) => {
    expect(exportFaults(soundPackage({ [name]: code }))).toEqual([fault]);
  });

  test('takes named re-exports and types', () => {
    expect(exportFaults(soundPackage({ 'src/index.ts': "export type { T } from './one.ts';" }))).toEqual([]);
  });
});

describe('the dependency rule', () => {
  const importing = (code: string) => soundPackage({ 'src/one.ts': code });

  test('takes what the build copies in', () => {
    expect(dependencyFaults(importing("import { sleep } from '@scry/internal/sleep';"))).toEqual([]);
  });

  test('takes Node, neighbours and peers', () => {
    const peer = { ...soundManifest, peerDependencies: { redis: '*' } };
    const code = "import 'node:fs'; import './two.ts'; import { a } from 'redis/client';";
    expect(dependencyFaults(soundPackage({ 'package.json': JSON.stringify(peer), 'src/one.ts': code }))).toEqual([]);
  });

  test('takes redact in audit and in no other package', () => {
    const redact = { dependencies: { '@scry/redact': 'workspace:^' } };
    expect(dependencyFaults(soundPackageWith({ ...redact, name: '@scry/audit' }))).toEqual([]);
    expect(dependencyFaults(soundPackageWith(redact))).toEqual(['dependencies must not name @scry/redact']);
  });

  test.each([
    ['a neighbour package', "import { retry } from '@scry/retry';", '@scry/retry'],
    ['a type of a neighbour package', "import type { Retry } from '@scry/retry/fetch';", '@scry/retry'],
    ['a library that is no peer', "export { z } from 'zod';", 'zod'],
    ['a dynamic import', "await import('pino');", 'pino'],
  ])('complains of %s', (_, code, imported) => {
    expect(dependencyFaults(importing(code))).toEqual([`src/one.ts imports ${imported}, which is no peer`]);
  });
});

describe('the rule of built imports', () => {
  test('finds nothing in a sound package', () => {
    expect(builtImportFaults(soundPackage())).toEqual([]);
  });

  test.each([
    ['dist/one.js', "import { sleep } from '@scry/internal/sleep';", '@scry/internal'],
    ['dist/one.cjs', "const { z } = require('zod');", 'zod'],
    ['dist/index.d.ts', "export { Clock } from '@scry/internal/clock';", '@scry/internal'],
    ['dist/index.d.cts', "export declare const a: import('pino').Logger;", 'pino'],
  ])('complains of a private or foreign import in %s', (name, code, imported) => {
    expect(builtImportFaults(soundPackage({ [name]: code }))).toEqual([
      `${name} imports ${imported}, which is no peer`,
    ]);
  });
});

test('another licence or configuration than the house has is a fault', () => {
  const faults = sameTextFaults(soundPackage({ LICENSE: 'mine', 'tsconfig.json': '{}' }), root, model);
  expect(faults).toEqual([
    `LICENSE differs from ${join(root, 'LICENSE')}`,
    `tsconfig.json differs from ${join(model, 'tsconfig.json')}`,
  ]);
});
