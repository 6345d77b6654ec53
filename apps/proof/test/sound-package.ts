import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Manifest, Package } from '../src/package.ts';
import { readPackage, root } from '../src/package.ts';

const paths = (name: string) => ({
  '@scry/source': `./src/${name}.ts`,
  import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
  require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
});

export const soundManifest: Manifest = {
  name: '@scry/sound',
  version: '1.0.0',
  description: 'Keeps every rule of the house.',
  keywords: ['sound'],
  license: 'MIT',
  repository: { type: 'git', url: 'git+https://github.com/scry-js/scry.git', directory: 'packages/sound' },
  type: 'module',
  sideEffects: false,
  engines: { node: '>=20' },
  files: ['dist', 'CHANGELOG.md'],
  main: './dist/index.cjs',
  types: './dist/index.d.cts',
  exports: { '.': paths('index'), './extra': paths('extra'), './package.json': './package.json' },
  scripts: { build: 'tsup', typecheck: 'tsc', test: 'vitest run' },
  publishConfig: { access: 'public', provenance: true },
};

export const soundReadme = `# @scry/sound

Keeps every rule of the house.

    npm install @scry/sound

\`\`\`ts
import { one } from '@scry/sound';
one(); //=> 1
\`\`\`
${['Why this one', 'API', 'Errors', 'Recipes', 'Guarantees and limits', 'Benchmarks'].map((title) => `\n## ${title}\n`).join('')}`;

const declaration =
  'declare class OddError extends Error {}\ndeclare function one(): number;\nexport { OddError, one };\n';
const source = 'export class OddError extends Error {}\nexport const one = (): number => 1;\n';

const files: Readonly<Record<string, string>> = {
  'README.md': soundReadme,
  'CHANGELOG.md': '# @scry/sound\n',
  'tsup.config.ts': '',
  'src/index.ts': "export { OddError, one } from './one.ts';\n",
  'src/extra.ts': "export { OddError, one } from './one.ts';\n",
  'src/one.ts': source,
  'test/one.test.ts': '',
  'examples/one.ts': "import { one } from '@scry/sound';\none();\n",
  'dist/index.js': "export { OddError, one } from './one.js';\n",
  'dist/extra.js': "export { OddError, one } from './one.js';\n",
  'dist/one.js': 'class OddError extends Error {}\nfunction one() {\n  return 1;\n}\nexport { OddError, one };\n',
  'dist/index.cjs':
    "'use strict';\nconst { OddError, one } = require('./one.cjs');\nexports.OddError = OddError;\nexports.one = one;\n",
  'dist/extra.cjs':
    "'use strict';\nconst { OddError, one } = require('./one.cjs');\nexports.OddError = OddError;\nexports.one = one;\n",
  'dist/one.cjs':
    "'use strict';\nclass OddError extends Error {}\nexports.OddError = OddError;\nexports.one = () => 1;\n",
  'dist/index.d.ts': declaration,
  'dist/index.d.cts': declaration,
  'dist/extra.d.ts': "export { OddError, one } from './index.js';\n",
  'dist/extra.d.cts': "export { OddError, one } from './index.cjs';\n",
  'api/index.api.md': '```ts\nexport class OddError extends Error {}\nexport function one(): number;\n```\n',
  'api/extra.api.md': '```ts\nexport class OddError extends Error {}\nexport function one(): number;\n```\n',
};

/** A package that keeps every rule, but for the changed files; `undefined` takes a file out. */
export function soundPackage(changes: Readonly<Record<string, string | undefined>> = {}): Package {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'scry-sound-')));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const name of ['LICENSE', 'packages/retry/tsconfig.json', 'packages/retry/vitest.config.ts']) {
    cpSync(join(root, name), join(directory, name.replace('packages/retry/', '')));
  }
  const contents = { ...files, 'package.json': `${JSON.stringify(soundManifest, null, 2)}\n`, ...changes };
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    if (content !== undefined) writeFileSync(join(directory, name), content);
    else rmSync(join(directory, name), { force: true });
  }
  return readPackage(directory);
}

export function soundPackageWith(fields: Readonly<Record<string, unknown>>): Package {
  return soundPackage({ 'package.json': JSON.stringify({ ...soundManifest, ...fields }) });
}
