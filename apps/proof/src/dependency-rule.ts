// Packages do not know each other, bring nothing along, and reach foreign libraries only as peers.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Package } from './package.ts';

/** Redaction is on by default in the audit log: the one dependency in the house. */
const allowed: Readonly<Record<string, readonly string[]>> = { '@scry/audit': ['@scry/redact'] };

export function dependencyFaults(each: Package): string[] {
  const permitted = allowed[each.name] ?? [];
  const declared = Object.keys(each.manifest.dependencies ?? {});
  return [
    ...declared.filter((name) => !permitted.includes(name)).map((name) => `dependencies must not name ${name}`),
    ...importFaults(each, [...permitted, ...Object.keys(each.manifest.peerDependencies ?? {})]),
  ];
}

function importFaults({ directory }: Package, permitted: readonly string[]): string[] {
  const found = readdirSync(join(directory, 'src'), { recursive: true, encoding: 'utf8' });
  return found
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      importedPackages(readFileSync(join(directory, 'src', name), 'utf8'))
        .filter((imported) => !permitted.includes(imported))
        .map((imported) => `src/${name} imports ${imported}, which is no peer`),
    );
}

function importedPackages(code: string): string[] {
  const specifiers = ts.preProcessFile(code).importedFiles.map(({ fileName }) => fileName);
  return specifiers
    .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
}
