import type { AttributeType } from './policy-document.ts';
import { type Fragment, param, sql, TRUE } from './sql-fragment.ts';
import type { Value } from './typed-value.ts';

export type ScalarOperator = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
export type TextOperator = 'startsWith' | 'endsWith' | 'contains';

/** The elements of a list, as the FROM of a subquery. */
export interface Elements {
  readonly from: string;
  readonly value: string;
  /** Of an element that is not of its type. */
  readonly bad: string;
}

/** What databases say differently. Nothing in it coerces: a value of another type than declared compares with nothing. */
export interface Dialect {
  /** A parameter with its type. */
  literal(value: Value): Fragment;
  /** True where a column holds a value of the type; `TRUE` where null alone can be wrong, and compares with nothing. */
  typed(column: string, type: AttributeType): Fragment;
  /** Whether NaN can be in a column, which PostgreSQL takes for the greatest number. */
  notNaN(column: string): Fragment;
  /** A column for a comparison: strings byte by byte, that is by code point. */
  operand(column: string, type: AttributeType, op: ScalarOperator): string;
  text(op: TextOperator, left: Fragment, right: Fragment, wanted: boolean): Fragment;
  /** Whether a value is among the elements of a parameter. */
  among(value: string, list: Value, wanted: boolean): Fragment;
  elements(column: string, type: AttributeType, name: string): Elements;
  /** Of an element from a table. */
  badElement(value: string, type: AttributeType): string;
}

const symbols = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;
const swaps = { eq: 'eq', ne: 'ne', lt: 'gt', gt: 'lt', le: 'ge', ge: 'le' } as const;
const opposites = { eq: 'ne', ne: 'eq', lt: 'ge', ge: 'lt', le: 'gt', gt: 'le' } as const;

export function opposite(op: ScalarOperator): ScalarOperator {
  return opposites[op];
}

/** The same with its sides changed. */
export function swapped(op: ScalarOperator): ScalarOperator {
  return swaps[op];
}

export function symbol(op: ScalarOperator): string {
  return symbols[op];
}

const isOrder = (op: ScalarOperator): boolean => op !== 'eq' && op !== 'ne';

export const postgres: Dialect = {
  literal: (value) => param(value, `::${postgresType(value)}`),
  typed: () => TRUE,
  notNaN: (column) => sql(`${column}::float8 <> 'NaN'`),
  operand: (column, type, op) => (type === 'string' && isOrder(op) ? `${column} COLLATE "C"` : column),
  text(op, left, right, wanted) {
    const negation = wanted ? '' : 'NOT ';
    if (op === 'startsWith') return sql(`${negation}starts_with(`, left, ', ', right, ')');
    if (op === 'endsWith') return sql('right(', left, ', length(', right, `)) ${wanted ? '=' : '<>'} `, right);
    return sql('strpos(', left, ', ', right, `) ${wanted ? '>' : '='} 0`);
  },
  among: (value, list, wanted) => sql(`${value} ${wanted ? '= ANY(' : '<> ALL('}`, postgres.literal(list), ')'),
  elements: (column, type, name) => ({
    from: `unnest(${column}) AS ${name}(element)`,
    value: `${name}.element`,
    bad: postgres.badElement(`${name}.element`, type),
  }),
  badElement: (value, type) =>
    type === 'number[]' ? `(${value} IS NULL OR ${value}::float8 = 'NaN')` : `${value} IS NULL`,
};

/** Integers as integers: an index on an integer column serves no comparison with a float. */
function postgresType(value: Value): string {
  if (typeof value === 'object') {
    // No empty list is compared with anything.
    const [first] = value as readonly [string | number];
    return `${typeof first === 'number' && !value.every(Number.isSafeInteger) ? 'float8' : postgresType(first)}[]`;
  }
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'int8' : 'float8';
  return typeof value === 'boolean' ? 'boolean' : 'text';
}

export const sqlite: Dialect = {
  // Drivers bind no booleans: SQLite's are 0 and 1. A list goes in as JSON.
  literal: (value) =>
    param(typeof value === 'boolean' ? Number(value) : typeof value === 'object' ? JSON.stringify(value) : value),
  typed(column, type) {
    if (type === 'string') return sql(`typeof(${column}) = 'text'`);
    // Drivers store a 1 as an integer or as 1.0.
    const numeric = `typeof(${column}) IN ('integer', 'real')`;
    return sql(type === 'boolean' ? `(${numeric} AND ${column} IN (0, 1))` : numeric);
  },
  notNaN: () => TRUE, // it is stored as null
  // A plus takes the column's affinity away, which would turn a string of digits into a number; `=` keeps its index.
  operand: (column, type, op) => (type === 'string' ? `${isOrder(op) ? '+' : ''}${column} COLLATE BINARY` : column),
  text(op, left, right, wanted) {
    const equals = wanted ? ' = ' : ' <> ';
    if (op === 'startsWith') return sql('substr(', left, ', 1, length(', right, '))', equals, right);
    // Past the end for the empty string, and never as long as one that is longer than the whole.
    if (op === 'endsWith')
      return sql('substr(', left, ', length(', left, ') - length(', right, ') + 1)', equals, right);
    return sql('instr(', left, ', ', right, `) ${wanted ? '>' : '='} 0`);
  },
  among: (value, list, wanted) =>
    sql(`${value} ${wanted ? 'IN' : 'NOT IN'} (SELECT each.value FROM json_each(`, sqlite.literal(list), ') AS each)'),
  elements(column, type, name) {
    // What is no JSON array has one element, of a wrong type.
    const array = `CASE json_type(${column}) WHEN 'array' THEN ${column} ELSE '[null]' END`;
    const from = `json_each(CASE WHEN json_valid(${column}) THEN ${array} ELSE '[null]' END) AS ${name}`;
    const kinds = type === 'string[]' ? "'text'" : "'integer', 'real'";
    return { from, value: `${name}.value`, bad: `${name}.type NOT IN (${kinds})` };
  },
  badElement: (value, type) => `typeof(${value}) NOT IN (${type === 'string[]' ? "'text'" : "'integer', 'real'"})`,
};
