// What a package promises to run outside Node, and the blocks of its README that show it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Entry, Package } from './package.ts';
import { readPackages } from './package.ts';
import { type Block, readmeBlocks } from './readme-blocks.ts';

/** As the READMEs say; audit and chaos are for Node. Metrics are left to servers. */
const portable: Readonly<Record<string, readonly string[]>> = {
  '@scry/breaker': ['.', './adaptive', './redis'],
  '@scry/flags': ['.', './build', './experiments', './http', './openfeature', './testing', './unleash'],
  '@scry/ratelimit': ['.', './fetch', './headers', './hono', './ip', './testing'],
  '@scry/rbac': ['.', './authzen', './conditions', './hono', './schema', './testing'],
  '@scry/redact': ['.', './detectors', './stream'],
  '@scry/retry': ['.', './fetch', './hedge'],
};

/** The packages for everywhere, with those of their entries alone. */
export function portablePackages(): Package[] {
  return readPackages().flatMap((each) => {
    const subpaths = portable[each.name];
    return subpaths === undefined ? [] : [{ ...each, entries: portableEntries(each, subpaths) }];
  });
}

function portableEntries({ name, entries }: Package, subpaths: readonly string[]): Entry[] {
  const found = entries.filter(({ subpath }) => subpaths.includes(subpath));
  if (found.length !== subpaths.length) throw new Error(`${name} must have the entries ${subpaths.join(', ')}`);
  return found;
}

/** The blocks that import nothing but entries for everywhere. */
export function portableBlocks({ directory, entries }: Package): Block[] {
  const allowed = entries.map(({ specifier }) => specifier);
  return readmeBlocks(readFileSync(join(directory, 'README.md'), 'utf8')).filter(({ code }) => {
    const imported = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
    return imported.every((name) => allowed.includes(name));
  });
}
