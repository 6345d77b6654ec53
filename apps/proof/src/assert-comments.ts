import ts from 'typescript';

interface Claim {
  /** What the line computes. */
  readonly subject: string;
  readonly expected: string;
  readonly start: number;
  readonly end: number;
  readonly keep: boolean;
}

/**
 * Turns `//=>` comments into assertions: `add(1, 2); //=> 3` and `const sum = add(1, 2); //=> 3` compare deeply,
 * `console.log(sum); //=> 3` compares what is logged. A comment that stands beside nothing to compare is an error.
 */
export function assertComments(code: string): string {
  const claims = claimsOf(code);
  const comments = code.split('\n').filter((line) => line.includes('//=>')).length;
  if (claims.length !== comments) throw new Error(`${comments - claims.length} //=> comments stand beside no value`);
  if (claims.length === 0) return code;
  return `import { deepStrictEqual as claim } from 'node:assert';\n${claims.reduceRight(rewrite, code)}`;
}

function rewrite(code: string, { subject, expected, start, end, keep }: Claim): string {
  const assertion = `claim(${subject}, ${expected});`;
  return code.slice(0, start) + (keep ? `${code.slice(start, end)} ${assertion}` : assertion) + code.slice(end);
}

function claimsOf(code: string): Claim[] {
  const source = ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest, true);
  const claims: Claim[] = [];
  const visit = (node: ts.Node): void => {
    const expected = ts.isStatement(node) ? /^[ \t]*\/\/=>(.*)/.exec(code.slice(node.end))?.[1] : undefined;
    const claim = expected === undefined ? undefined : claimOf(node, expected.trim());
    if (claim) claims.push(claim);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return claims;
}

function claimOf(node: ts.Node, expected: string): Claim | undefined {
  const place = { expected, start: node.getStart(), end: node.end };
  if (ts.isVariableStatement(node)) {
    const name = node.declarationList.declarations.at(-1)?.name.getText();
    return name === undefined ? undefined : { ...place, subject: name, keep: true };
  }
  if (!ts.isExpressionStatement(node)) return undefined;
  return { ...place, subject: logged(node.expression) ?? node.expression.getText(), keep: false };
}

function logged(expression: ts.Expression): string | undefined {
  if (!ts.isCallExpression(expression) || expression.expression.getText() !== 'console.log') return undefined;
  return expression.arguments[0]?.getText();
}
