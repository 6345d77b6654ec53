// A condition becomes SQL for TRUE, or SQL for FALSE. There is no NOT over anything that may be null: where a value is null
// neither holds, as with UNKNOWN in Kleene's logic.
import { compileCondition, type Facts, halves, partsOf, type Types } from './compile-condition.ts';
import type { Condition } from './condition.ts';
import { nothing } from './judge.ts';
import type { AttributeType } from './policy-document.ts';
import { type Leaf, leafOf } from './relation.ts';
import { type Dialect, opposite, type ScalarOperator, swapped, symbol, type TextOperator } from './sql-dialect.ts';
import { allOf, anyOf, FALSE, type Fragment, sql, TRUE } from './sql-fragment.ts';
import {
  type Columns,
  innerColumn,
  type Known,
  type List,
  listIsAbsent,
  listIsTyped,
  type Scalar,
  type Side,
  someElement,
  storedSide,
} from './sql-side.ts';
import { ownText, type Value } from './typed-value.ts';

/** Everything that is known before the row. */
export interface Query extends Columns {
  readonly types: Types;
  readonly facts: Facts;
  readonly context: object;
}

/** SQL that is true where the condition is TRUE, or with `wanted: false` where it is FALSE. */
export function conditionSql(query: Query, condition: Condition, wanted: boolean): Fragment {
  if ('not' in condition) return conditionSql(query, condition.not, !wanted);
  const parts = partsOf(condition)?.map((part) => conditionSql(query, part, wanted));
  if (parts) return 'and' in condition === wanted ? allOf(parts) : anyOf(parts);
  const leaf = leafOf(condition);
  if (isStored(leaf.left) || (leaf.path !== undefined && isStored(leaf.path))) return leafSql(query, leaf, wanted);
  const { holds, fails } = compileCondition(condition, query.types);
  return (wanted ? holds : fails)(query.facts, nothing, query.context) ? TRUE : FALSE;
}

function isStored(path: string): boolean {
  return path.startsWith('resource.');
}

function leafSql(query: Query, { op, left: path, path: other, right: literal }: Leaf, wanted: boolean): Fragment {
  const left = sideOf(query, path, 'scry_left');
  if (op === 'exists') return existsSql(query, left as Stored, wanted); // what is known was decided before
  const right = other === undefined ? known(literal) : sideOf(query, other, 'scry_right');
  if (left === undefined || right === undefined) return FALSE;
  if (op === 'in' && left.kind === 'scalar') return inSql(query, left, right, wanted);
  if (op === 'in' || op === 'overlaps') {
    // One side at least is stored, and stored it is a list.
    const [list, against] = left.kind === 'list' ? [left, right] : [right as List, left];
    return overlapSql(query, list, against, wanted);
  }
  // Every other operator takes no list: the policy was refused otherwise.
  const sides = [left, right] as [Single, Single];
  if (op === 'startsWith' || op === 'endsWith' || op === 'contains') return textSql(query, op, sides, wanted);
  return compareSql(query, wanted ? op : opposite(op), sides);
}

type Single = Known | Scalar;
type Stored = Scalar | List;

function known(value: Value | undefined): Known | undefined {
  return value === undefined ? undefined : { kind: 'value', value };
}

function sideOf(query: Query, path: string, listName: string): Side | undefined {
  const { types, facts, context } = query;
  const [whose, name] = halves(path);
  // Conditions speak of declared attributes only: each has a type.
  if (whose === 'resource') return storedSide(query, name, types.resource[name] as AttributeType, listName);
  const place = types.principal.findIndex(([each]) => each === name);
  return known(
    whose === 'principal' ? facts.values[place] : ownText(context, name, types.context[name] as AttributeType),
  );
}

function existsSql({ dialect }: Query, side: Stored, wanted: boolean): Fragment {
  if (side.kind === 'list') return wanted ? listIsTyped(side) : listIsAbsent(side);
  const column = textOf(dialect, side);
  return wanted ? allOf([sql(column, ' IS NOT NULL'), ...guards(dialect, side)]) : sql(column, ' IS NULL');
}

/** Columns stand left. What is known beforehand stands right, and has a type of its own. */
function compareSql(query: Query, op: ScalarOperator, [left, right]: readonly [Single, Single]): Fragment {
  if (left.kind === 'value') return compareSql(query, swapped(op), [right, left]);
  const { dialect } = query;
  const comparison = sql(textOf(dialect, left, op), ` ${symbol(op)} `, textOf(dialect, right, op));
  return allOf([comparison, ...guards(dialect, left), ...guards(dialect, right)]);
}

function textSql({ dialect }: Query, op: TextOperator, sides: readonly [Single, Single], wanted: boolean): Fragment {
  const [left, right] = [textOf(dialect, sides[0]), textOf(dialect, sides[1])];
  return allOf([dialect.text(op, left, right, wanted), ...sides.flatMap((side) => guards(dialect, side))]);
}

function inSql(query: Query, left: Scalar, right: Side, wanted: boolean): Fragment {
  const { dialect } = query;
  const typed = guards(dialect, left);
  if (right.kind === 'list') {
    const column = innerColumn(query, left.name);
    return allOf([
      someElement([right], sql(`${right.elements.value} = ${column}`), wanted),
      sql(`${column} IS NOT NULL`),
      ...typed,
    ]);
  }
  const list = listOf(right as Known); // a literal, or known beforehand
  if (list.length === 0) return wanted ? FALSE : allOf([sql(`${left.column} IS NOT NULL`), ...typed]);
  return allOf([dialect.among(dialect.operand(left.column, left.type, 'eq'), list, wanted), ...typed]);
}

function overlapSql({ dialect }: Query, stored: List, other: Side, wanted: boolean): Fragment {
  if (other.kind === 'list') {
    return someElement([stored, other], sql(`${stored.elements.value} = ${other.elements.value}`), wanted);
  }
  const list = listOf(other as Known); // one value counts as a list of one
  if (list.length === 0) return wanted ? FALSE : listIsTyped(stored);
  return someElement([stored], dialect.among(stored.elements.value, list, true), wanted);
}

function listOf({ value }: Known): readonly (string | number)[] {
  // Booleans are compared with columns, and bound as what SQLite has for them.
  return typeof value === 'object' ? value : [value as string | number];
}

function textOf(dialect: Dialect, side: Single, op: ScalarOperator = 'eq'): Fragment {
  return side.kind === 'scalar' ? sql(dialect.operand(side.column, side.type, op)) : dialect.literal(side.value);
}

/** What must hold of a column besides a comparison. */
function guards(dialect: Dialect, side: Single): Fragment[] {
  if (side.kind !== 'scalar') return [];
  const { column, type } = side;
  return type === 'number' ? [dialect.typed(column, type), dialect.notNaN(column)] : [dialect.typed(column, type)];
}
