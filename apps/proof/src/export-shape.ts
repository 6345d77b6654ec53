// src/index.ts is the list of the public API; everywhere, exports have names.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Package } from './package.ts';

export function exportFaults({ directory }: Package): string[] {
  const found = readdirSync(join(directory, 'src'), { recursive: true, encoding: 'utf8' });
  return found
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => statementFaults(`src/${name}`, readFileSync(join(directory, 'src', name), 'utf8')));
}

function statementFaults(name: string, code: string): string[] {
  const { statements } = ts.createSourceFile(name, code, ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => [
    ...(isDefaultExport(statement) ? [`${name} has a default export`] : []),
    ...(name === 'src/index.ts' && !isNamedReExport(statement)
      ? [`${name} must name its re-exports and do nothing else`]
      : []),
  ]);
}

function isNamedReExport(statement: ts.Statement): boolean {
  return (
    ts.isExportDeclaration(statement) &&
    statement.moduleSpecifier !== undefined &&
    statement.exportClause !== undefined &&
    ts.isNamedExports(statement.exportClause)
  );
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}
