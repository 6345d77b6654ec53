// One tree for all packages, in files that fit a reader.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Package } from './package.ts';

const files = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'package.json',
  'src/index.ts',
  'tsconfig.json',
  'tsup.config.ts',
  'vitest.config.ts',
];
const folders = ['api', 'examples', 'src', 'test'];
const ofTheWorkshop = ['.stryker-tmp', '.turbo', 'coverage', 'dist', 'node_modules', 'reports'];
const vague = /(?:^|[-.])(?:utils?|helpers?|common|misc)(?:[-.]|$)/;
const longest = 300;
const longestIndex = 20;

export function fileFaults({ directory }: Package): string[] {
  const top = readdirSync(directory).filter((name) => !ofTheWorkshop.includes(name));
  const known = [...folders, ...files];
  return [
    ...[...files, ...folders].filter((name) => !existsSync(join(directory, name))).map((name) => `${name} is missing`),
    ...top.filter((name) => !known.includes(name)).map((name) => `${name} is in no other package`),
    ...folders.flatMap((folder) => sourceFaults(directory, folder)),
  ];
}

function sourceFaults(directory: string, folder: string): string[] {
  if (!existsSync(join(directory, folder))) return [];
  const found = readdirSync(join(directory, folder), { recursive: true, encoding: 'utf8' });
  return found.filter((name) => name.endsWith('.ts')).flatMap((name) => lengthAndName(directory, `${folder}/${name}`));
}

function lengthAndName(directory: string, name: string): string[] {
  const lines = readFileSync(join(directory, name), 'utf8').trimEnd().split('\n').length;
  const limit = name === 'src/index.ts' ? longestIndex : longest;
  const base = name.slice(name.lastIndexOf('/') + 1);
  return [
    ...(lines > limit ? [`${name} has ${lines} lines, more than ${limit}`] : []),
    ...(vague.test(base) ? [`${name} is named after nothing: name it after its main export`] : []),
    ...(/^[a-z0-9]+(?:[-.][a-z0-9]+)*\.ts$/.test(base) ? [] : [`${name} must be kebab-case`]),
  ];
}
