import type { Queries } from '../../platform/db/database.ts';

/** A table in which something of a person may stand. */
export interface PersonTable {
  readonly name: string;
  /** Those that hold text, in any form. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly hasTenant: boolean;
}

/** What is counted: it names listeners by month keys, see listener.ts, and its texts are words of ours and of HTTP. */
export const notOfPeople = [
  ...['hits', 'downloads', 'download_days', 'download_hours', 'outcome_days'],
  ...['audiences', 'listener_keys', 'listener_months'],
];

/**
 * All tables, read from the catalogue of the database: a feature that stores addresses of people need not say so here, and
 * cannot be forgotten.
 */
export async function personTables(db: Queries): Promise<readonly PersonTable[]> {
  return db.query<PersonTable>(
    `SELECT c.table_name AS name, bool_or(c.column_name = 'tenant_id') AS "hasTenant",
       coalesce(json_agg(json_build_object('name', c.column_name, 'type', c.udt_name) ORDER BY c.ordinal_position)
         FILTER (WHERE c.udt_name IN ('text', 'varchar', 'json', 'jsonb', '_text') AND c.column_name <> 'tenant_id'), '[]')
         AS columns
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND NOT c.table_name = ANY ($1::text[])
     GROUP BY c.table_name ORDER BY c.table_name`,
    [notOfPeople],
  );
}

/** Of SQL: names come from the catalogue, and are quoted all the same. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
