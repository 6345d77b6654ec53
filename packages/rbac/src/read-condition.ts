import type { Condition } from './condition.ts';
import { type DocumentReader, kindOf } from './document-reader.ts';
import type { AttributeType } from './policy-document.ts';
import { isText } from './typed-value.ts';

/** The declared attributes of `principal`, `resource` and `context`. */
export type Scope = Readonly<Record<string, ReadonlyMap<string, AttributeType>>>;

const deepest = 32;
const longestText = 10_000;

/** Which types the two sides of each operator may have. */
const leaves: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  eq: (left, right) => left === right && !left.endsWith(']'),
  lt: (left, right) => left === right && (left === 'number' || left === 'string'),
  startsWith: (left, right) => left === 'string' && right === 'string',
  in: (left, right) => right === `${left}[]` || (right === '[]' && !left.endsWith(']')),
  overlaps: (left, right) => left.endsWith(']') && (left === right || right === '[]'),
};
const alike: Readonly<Record<string, string>> = {
  ne: 'eq',
  le: 'lt',
  gt: 'lt',
  ge: 'lt',
  endsWith: 'startsWith',
  contains: 'startsWith',
};
const operators = new Map(
  ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'startsWith', 'endsWith', 'contains', 'in', 'overlaps'].map((op) => [
    op,
    leaves[alike[op] ?? op],
  ]),
);

/** Copies a condition, and reports what is wrong with it: operators, paths, and types that do not fit. */
export function readCondition(
  reader: DocumentReader,
  value: unknown,
  path: string,
  scope: Scope,
  depth = 1,
): Condition | undefined {
  if (!reader.isObject(value, path)) return undefined;
  const [[op, operand] = ['', undefined], ...more] = Object.entries(value);
  const at = `${path}.${op}`;
  if (op === '' || more.length > 0) reader.report(path, 'must have one operator');
  else if (depth > deepest) reader.report(path, `is nested deeper than ${deepest}`);
  else if (op === 'and' || op === 'or') {
    const parts = reader.list(operand, at, (each, place) => readCondition(reader, each, place, scope, depth + 1));
    if (Array.isArray(operand) && parts.length === 0) reader.report(at, 'must not be empty');
    // What is undefined in it was reported: the document is refused.
    return { [op]: parts } as unknown as Condition;
  } else if (op === 'not') {
    return { not: readCondition(reader, operand, at, scope, depth + 1) } as Condition;
  } else if (op === 'exists') {
    if (typeOfPath(reader, operand, at, scope)) return { exists: String(operand) };
  } else if (operators.has(op)) return readLeaf(reader, op, operand, at, scope);
  else reader.report(at, 'is no operator');
  return undefined;
}

function readLeaf(reader: DocumentReader, op: string, operand: unknown, path: string, scope: Scope) {
  if (!Array.isArray(operand) || operand.length !== 2) {
    reader.report(path, 'must be a pair of a path and a value');
    return undefined;
  }
  const [left, right] = operand;
  const leftType = typeOfPath(reader, left, `${path}[0]`, scope);
  const [rightType, copy] = readRight(reader, right, `${path}[1]`, scope);
  if (leftType === undefined || rightType === undefined) return undefined;
  if (!operators.get(op)?.(leftType, rightType)) {
    reader.report(path, `cannot compare ${leftType} with ${rightType === '[]' ? 'a list' : rightType}`);
  }
  // The operator is a key of the table above, and both sides are of the types that it takes.
  return { [op]: [left, copy] } as unknown as Condition;
}

function readRight(reader: DocumentReader, value: unknown, path: string, scope: Scope): [string | undefined, unknown] {
  if (Array.isArray(value)) {
    const types = new Set<string>();
    const copy = reader.list(value, path, (each, place) => {
      types.add(typeOfLiteral(reader, each, place) ?? '');
      return each;
    });
    if (types.size > 1) reader.report(path, 'must be a list of one type');
    return [types.has('') || types.size > 1 ? undefined : `${[...types].join('')}[]`, copy];
  }
  if (typeof value === 'object' && value !== null) {
    const { ref } = reader.fields(value, path, ['ref']);
    return [ref === undefined ? undefined : typeOfPath(reader, ref, `${path}.ref`, scope), { ref }];
  }
  return [typeOfLiteral(reader, value, path), value];
}

function typeOfLiteral(reader: DocumentReader, value: unknown, path: string): string | undefined {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return typeof value;
  if (typeof value === 'string' && value.length <= longestText && isText(value)) return 'string';
  const expected = `a string of well-formed Unicode up to ${longestText} long, a finite number or a boolean`;
  reader.report(path, `must be ${expected}, got ${kindOf(value)}`);
  return undefined;
}

function typeOfPath(reader: DocumentReader, value: unknown, path: string, scope: Scope): AttributeType | undefined {
  const [whose = '', name = '', ...rest] = typeof value === 'string' ? value.split('.', 3) : [];
  const type = rest.length === 0 && Object.hasOwn(scope, whose) ? scope[whose]?.get(name) : undefined;
  if (type === undefined) {
    reader.report(path, `must be a declared attribute of principal, resource or context, got ${shown(value)}`);
  }
  return type;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 64)) : kindOf(value);
}
