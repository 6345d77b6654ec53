// Packages do not know each other, bring nothing along, and reach foreign libraries only as peers.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Package } from './package.ts';

/** Private: the build copies what is used of it into each package, code and types. */
const internal = '@scry/internal';

/** Redaction is on by default in the audit log: the one dependency in the house. */
const allowed: Readonly<Record<string, readonly string[]>> = { '@scry/audit': ['@scry/redact'] };

export function dependencyFaults(each: Package): string[] {
  const permitted = allowed[each.name] ?? [];
  const peers = Object.keys(each.manifest.peerDependencies ?? {});
  const declared = Object.keys(each.manifest.dependencies ?? {});
  return [
    ...declared.filter((name) => !permitted.includes(name)).map((name) => `dependencies must not name ${name}`),
    ...foreignImports(each.directory, 'src', /\.ts$/, [internal, ...permitted, ...peers]),
  ];
}

/** In what is built: a user's install finds the dependencies and the peers, and nothing else. */
export function builtImportFaults({ directory, manifest }: Package): string[] {
  const declared = [...Object.keys(manifest.dependencies ?? {}), ...Object.keys(manifest.peerDependencies ?? {})];
  return foreignImports(directory, 'dist', /(?:\.[cm]?js|\.d\.[cm]?ts)$/, declared);
}

function foreignImports(directory: string, folder: string, files: RegExp, permitted: readonly string[]): string[] {
  const found = readdirSync(join(directory, folder), { recursive: true, encoding: 'utf8' });
  return found
    .filter((name) => files.test(name))
    .flatMap((name) =>
      importedPackages(readFileSync(join(directory, folder, name), 'utf8'))
        .filter((imported) => !permitted.includes(imported))
        .map((imported) => `${folder}/${name} imports ${imported}, which is no peer`),
    );
}

function importedPackages(code: string): string[] {
  const specifiers = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
  return specifiers
    .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
}
