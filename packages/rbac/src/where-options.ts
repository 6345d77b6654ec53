import type { ContextInput, Vocabulary } from './vocabulary.ts';

/** Where an attribute is stored: a column, a column of a list, or the rows of another table. */
export type Column =
  | string
  /** PostgreSQL: an array; SQLite: a JSON array. */
  | { readonly array: string }
  /** The list is the `value` of each row whose `foreignKey` is this row's `id`. */
  | { readonly exists: { readonly table: string; readonly foreignKey: string; readonly value: string } };

/** The dialect, the columns and the place of a condition in SQL. */
export interface WhereOptions<V extends Vocabulary = Vocabulary, P extends string = string> {
  readonly dialect: 'postgres' | 'sqlite';
  /** The column of each attribute that a rule may need. */
  readonly columns: Readonly<Partial<Record<AttributeOf<V, P>, Column>>>;
  readonly context?: ContextInput<V>;
  /** The table's name in the query; a list that is compared with another column needs one. */
  readonly alias?: string;
  /** The number of the first parameter, for PostgreSQL. @default 1 */
  readonly startIndex?: number;
}

type AttributeOf<V extends Vocabulary, P extends string> = P extends `${infer R}:${string}`
  ? V['resources'][R] extends { readonly attributes: infer A }
    ? keyof A & string
    : never
  : never;

/** `sql` fits after WHERE in every case: it is TRUE or FALSE where nothing depends on the row. */
export interface WhereClause {
  readonly kind: 'all' | 'none' | 'where';
  readonly sql: string;
  readonly params: readonly (string | number | boolean | readonly (string | number)[])[];
}
