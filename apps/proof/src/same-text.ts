import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Package } from './package.ts';

/** Files that say the same in every package: the licence, and configuration that would otherwise drift. */
export function sameTextFaults({ directory }: Package, root: string, model: string): string[] {
  const originals = { LICENSE: root, 'tsconfig.json': model, 'vitest.config.ts': model };
  return Object.entries(originals)
    .filter(([name, original]) => read(directory, name) !== read(original, name))
    .map(([name, original]) => `${name} differs from ${join(original, name)}`);
}

function read(directory: string, name: string): string | undefined {
  const file = join(directory, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
