import type { Database } from '../src/platform/db/database.ts';

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  /** What a constraint on this column says. */
  readonly check: string | null;
}

const columns = `SELECT c.table_name AS table, c.column_name AS name, c.udt_name AS type,
    (SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND k.conkey = ARRAY[a.attnum]
     WHERE k.contype = 'c' AND k.conrelid = format('public.%I', c.table_name)::regclass AND a.attname = c.column_name LIMIT 1) AS check
  FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
  WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
  ORDER BY c.table_name, c.ordinal_position`;

/** Columns that add up to others. */
const dropSums = `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop
  FROM pg_constraint WHERE contype = 'c' AND cardinality(conkey) > 1 AND connamespace = 'public'::regnamespace`;

/** What a column of the type takes; texts are of the caller. */
const values: Readonly<Record<string, (text: string) => unknown>> = {
  ...{ text: (text) => text, varchar: (text) => text, _text: (text) => [text] },
  ...{ json: (text) => JSON.stringify({ of: [text] }), jsonb: (text) => JSON.stringify({ of: [text] }) },
  ...{ int2: () => 1, int4: () => 1, int8: () => 1, float8: () => 1, bool: () => true, _int8: () => [0, 1] },
  ...{ uuid: () => crypto.randomUUID(), _uuid: () => [crypto.randomUUID()], bytea: () => Buffer.of(1) },
  ...{ timestamptz: () => '2026-02-03T10:00:00Z', date: () => '2026-02-03' },
};

/**
 * Puts a row into every table, also into those of later migrations. A text is whatever `textOf` says, but for a column that takes
 * words of ours only. Resolves with the columns that got one, such as `users.email`.
 *
 * @param only these tables. @default all
 */
export async function fillTables(
  database: Database,
  textOf: (table: string, column: string) => string,
  only?: readonly string[],
): Promise<readonly string[]> {
  const all = (await database.query<Column>(columns)).filter(({ table }) => only?.includes(table) ?? true);
  const planted: string[] = [];
  await database.transaction(async (tx) => {
    await tx.query('SET LOCAL session_replication_role = replica'); // rows refer to none
    for (const { drop } of await tx.query<{ drop: string }>(dropSums)) await tx.query(drop);
    for (const table of new Set(all.map((column) => column.table))) {
      const of = all.filter((column) => column.table === table);
      const row = of.map(({ name, type, check }) => {
        const value = values[type];
        if (!value) throw new Error(`${table}.${name}: expected a type that a value is known for, got ${type}`);
        const word = /'([^']*)'/.exec(check ?? '')?.[1];
        if (word === undefined && /text|varchar|json/.test(type)) planted.push(`${table}.${name}`);
        return value(word ?? textOf(table, name));
      });
      await tx.query(
        `INSERT INTO "${table}" (${of.map(({ name }) => `"${name}"`).join(', ')}) OVERRIDING SYSTEM VALUE
         VALUES (${row.map((_, n) => `$${n + 1}`).join(', ')})`,
        row,
      );
    }
  });
  return planted;
}
