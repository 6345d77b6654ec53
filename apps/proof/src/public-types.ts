import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Every `any` in the declarations that are published. */
export function anyFaults(directory: string): string[] {
  const dist = join(directory, 'dist');
  return readdirSync(dist)
    .filter((name) => /\.d\.c?ts$/.test(name))
    .flatMap((name) => anysOf(join(dist, name)).map((line) => `dist/${name}:${line} says any`));
}

function anysOf(file: string): number[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const lines: number[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      lines.push(source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lines;
}
