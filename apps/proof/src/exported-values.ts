import ts from 'typescript';

/** The names that an API report promises at run time; types leave no trace there. */
export function exportedValues(report: string): string[] {
  const code = /```ts\n([\s\S]*?)```/.exec(report)?.[1] ?? '';
  const source = ts.createSourceFile('report.ts', code, ts.ScriptTarget.Latest);
  return [...new Set(source.statements.filter(isExported).flatMap(valueNames))].sort();
}

function isExported(statement: ts.Statement): boolean {
  if (ts.isExportDeclaration(statement)) return !statement.isTypeOnly;
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function valueNames(statement: ts.Statement): string[] {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    return statement.name === undefined ? [] : [statement.name.text];
  }
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  }
  if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
    return statement.exportClause.elements.filter((element) => !element.isTypeOnly).map((element) => element.name.text);
  }
  return [];
}
