import type { Comparison, Condition, ListComparison, Literal, Ref } from './condition.ts';
import type { Value } from './typed-value.ts';

export type LeafOperator = Comparison | ListComparison | 'exists';

/** A condition without parts, taken apart: the right side is a literal, or another path. */
export interface Leaf {
  readonly op: LeafOperator;
  readonly left: string;
  readonly path: string | undefined;
  readonly right: Value | undefined;
}

/** Those that are not compiled in a way of their own. */
type RelationOperator = Exclude<LeafOperator, 'exists' | 'eq'>;
export type Relation = (left: Value, right: Value) => boolean;

export function leafOf(condition: Condition): Leaf {
  // A condition has one operator, and this one no parts.
  const [[op, operand]] = Object.entries(condition) as [[LeafOperator, string | readonly [string, Literal | Ref]]];
  if (typeof operand === 'string') return { op, left: operand, path: undefined, right: undefined };
  const [left, right] = operand;
  const isRef = typeof right === 'object' && 'ref' in right;
  return { op, left, path: isRef ? right.ref : undefined, right: isRef ? undefined : right };
}

/** The relation of an operator, made faster for a literal list. */
export function relationOf(op: RelationOperator, literal?: Value): Relation {
  if (op === 'in' && typeof literal === 'object') {
    const known = new Set<Value>(literal);
    return (left) => known.has(left);
  }
  return relations[op];
}

const relations: Readonly<Record<RelationOperator, Relation>> = {
  ne: (left, right) => left !== right,
  lt: (left, right) => order(left, right) < 0,
  le: (left, right) => order(left, right) <= 0,
  gt: (left, right) => order(left, right) > 0,
  ge: (left, right) => order(left, right) >= 0,
  startsWith: (left, right) => String(left).startsWith(String(right)),
  endsWith: (left, right) => String(left).endsWith(String(right)),
  contains: (left, right) => String(left).includes(String(right)),
  in: (left, right) => typeof right === 'object' && right.includes(left as string | number),
  overlaps: (left, right) => typeof left === 'object' && typeof right === 'object' && meet(left, right),
};

/** Loops: lists are short, and a callback would be allocated for each question. */
function meet(left: readonly (string | number)[], right: readonly (string | number)[]): boolean {
  for (let i = 0; i < left.length; i++) {
    for (let j = 0; j < right.length; j++) if (left[i] === right[j]) return true;
  }
  return false;
}

/** Below, at or above 0. Strings by code point, as databases order them; JavaScript alone would go by UTF-16 units. */
function order(left: Value, right: Value): number {
  if (typeof left === 'number') return left < Number(right) ? -1 : left === right ? 0 : 1;
  const [a, b] = [String(left), String(right)];
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
