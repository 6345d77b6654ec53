import type { AttributeType } from './policy-document.ts';
import type { Dialect, Elements } from './sql-dialect.ts';
import { allOf, FALSE, type Fragment, identifier, sql } from './sql-fragment.ts';
import type { Value } from './typed-value.ts';
import type { Column } from './where-options.ts';

/** Where attributes are stored, and how the database is spoken to. */
export interface Columns {
  readonly dialect: Dialect;
  readonly columns: Readonly<Record<string, Column | undefined>>;
  readonly alias: string | undefined;
}

export interface Known {
  readonly kind: 'value';
  readonly value: Value;
}

export interface Scalar {
  readonly kind: 'scalar';
  readonly column: string;
  readonly name: string;
  readonly type: AttributeType;
}

export interface List {
  readonly kind: 'list';
  /** The column that may be null; undefined for the rows of another table. */
  readonly column: string | undefined;
  readonly elements: Elements;
  /** What ties the rows of another table to this row. */
  readonly join: string | undefined;
}

/** One side of a comparison: known before the row, or stored in it. */
export type Side = Known | Scalar | List;

/** The column, or the list, that an attribute is stored in. `name` tells two lists of one comparison apart. */
export function storedSide(columns: Columns, attribute: string, type: AttributeType, name: string): Scalar | List {
  const mapped = Object.hasOwn(columns.columns, attribute) ? columns.columns[attribute] : undefined;
  const isList = type === 'string[]' || type === 'number[]';
  if (typeof mapped === 'string' && !isList)
    return { kind: 'scalar', column: quoted(columns, mapped), name: mapped, type };
  if (typeof mapped === 'object' && isList) {
    if ('array' in mapped) return arrayList(columns, mapped.array, type, name);
    if ('exists' in mapped) return tableList(columns, mapped.exists, type, name);
  }
  const expected = isList ? 'a { array } or { exists }' : 'the name of a column';
  throw new TypeError(`where: columns.${attribute} must be ${expected}, for a rule speaks of it`);
}

function arrayList(columns: Columns, column: string, type: AttributeType, name: string): List {
  const inner = innerColumn(columns, column);
  return { kind: 'list', column: inner, elements: columns.dialect.elements(inner, type, name), join: undefined };
}

function tableList(
  { dialect, columns, alias }: Columns,
  { table, foreignKey, value }: { readonly table: string; readonly foreignKey: string; readonly value: string },
  type: AttributeType,
  name: string,
): List {
  const id = Object.hasOwn(columns, 'id') ? columns['id'] : undefined;
  if (typeof id !== 'string' || alias === undefined) {
    throw new TypeError(
      'where: a list in another table needs columns.id and an alias, so that its rows are those of the row',
    );
  }
  const element = `${name}.${identifier(value)}`;
  const elements = { from: `${identifier(table)} AS ${name}`, value: element, bad: dialect.badElement(element, type) };
  const join = `${name}.${identifier(foreignKey)} = ${identifier(alias)}.${identifier(id)}`;
  return { kind: 'list', column: undefined, elements, join };
}

function quoted({ alias }: Columns, column: string): string {
  return alias === undefined ? identifier(column) : `${identifier(alias)}.${identifier(column)}`;
}

// The columns of json_each, which a subquery would take for its own.
const ofJsonEach = /^(?:key|value|type|atom|id|parent|fullkey|path|json|root|element|rowid|_rowid_|oid)$/i;

/** A column of the row as a subquery may say it. */
export function innerColumn(columns: Columns, column: string): string {
  if (columns.alias === undefined && ofJsonEach.test(column)) {
    throw new TypeError(`where: a column called ${column} is compared with a list, and needs an alias for its table`);
  }
  return quoted(columns, column);
}

/** Where every element is of its type. */
export function listIsTyped({ column, elements, join }: List): Fragment {
  const bad = join === undefined ? elements.bad : `${join} AND ${elements.bad}`;
  const wellTyped = sql(`NOT EXISTS (SELECT 1 FROM ${elements.from} WHERE ${bad})`);
  return column === undefined ? wellTyped : allOf([sql(`${column} IS NOT NULL`), wellTyped]);
}

/** Where there is no list. Rows of another table always are one, if an empty one. */
export function listIsAbsent({ column }: List): Fragment {
  return column === undefined ? FALSE : sql(`${column} IS NULL`);
}

/** Where lists have an element for which `condition` is true, or where they have none. */
export function someElement(lists: readonly List[], condition: Fragment, wanted: boolean): Fragment {
  const from = lists.map(({ elements }) => elements.from).join(', ');
  const joins = lists.flatMap(({ join }) => (join === undefined ? [] : [`${join} AND `])).join('');
  const subquery = sql(`${wanted ? '' : 'NOT '}EXISTS (SELECT 1 FROM ${from} WHERE ${joins}`, condition, ')');
  return allOf([subquery, ...lists.map(listIsTyped)]);
}
