import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './package.ts';

/** Where documents for readers stand: the house, its packages and the application. */
const folders = [
  '.',
  'apps/podcast-analytics',
  'apps/podcast-analytics/docs',
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
];

/** Every document for readers, as a path from the root. */
export function documents(): string[] {
  return folders.flatMap((folder) =>
    (existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [])
      .filter((name) => name.endsWith('.md') || name === 'llms.txt')
      .map((name) => join(folder, name)),
  );
}
