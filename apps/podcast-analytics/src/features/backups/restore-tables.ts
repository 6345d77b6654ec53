import type { MigrationMeta } from 'drizzle-orm/migrator';
import type { Queries } from '../../platform/db/database.ts';
import { applyMigrations } from '../../platform/db/migrations.ts';
import { BackupDamagedError, BackupError } from './backup-error.ts';
import type { BackupPart } from './read-backup.ts';
import { digestOf, quoted, type StoredTable, settleTextForms, storedTables } from './stored-tables.ts';

type DatabasePart = Extract<BackupPart, { type: 'schema' | 'table' | 'rows' | 'table-end' | 'sequences' }>;

/**
 * Puts the parts of a backup into a database, inside of the caller's transaction: with the schema that the backup was made
 * with first, and the migrations that came since at the end.
 */
export function createTableRestore(tx: Queries, known: readonly MigrationMeta[]) {
  let tables: readonly StoredTable[] = [];
  let constraints: readonly string[] = [];
  let later: readonly MigrationMeta[] = [];
  let current: { readonly table: StoredTable; readonly insert: string } | undefined;

  function inTable() {
    if (!current) throw new BackupDamagedError('The backup holds rows of no table.');
    return current;
  }

  return async function take(part: DatabasePart): Promise<void> {
    switch (part.type) {
      case 'schema': {
        await settleTextForms(tx);
        const then = migrationsOf(part.migrations, known);
        later = known.slice(then.length);
        await applyMigrations(tx, then);
        tables = await storedTables(tx);
        constraints = await dropForeignKeys(tx);
        // What migrations put into tables is in the backup too, as it was then.
        if (tables.length > 0)
          await tx.query(`TRUNCATE ${tables.map(({ name }) => `public.${quoted(name)}`).join(', ')}`);
        return;
      }
      case 'table':
        current = insertInto(tables, part);
        return;
      case 'rows':
        await tx.query(inTable().insert, [`[${part.lines.join(',')}]`]);
        return;
      case 'table-end': {
        const { table } = inTable();
        const stored = await digestOf(tx, table);
        if (stored.rows !== part.rows || stored.hex() !== part.digest) {
          throw new BackupError(
            `The table ${table.name} has other rows than the backup: ${stored.rows} of ${part.rows}.`,
          );
        }
        return;
      }
      case 'sequences':
        for (const [name, value] of Object.entries(part.values)) {
          await tx.query('SELECT setval($1::regclass, $2::bigint)', [`public.${quoted(name)}`, value]);
        }
        for (const constraint of constraints) await tx.query(constraint);
        await applyMigrations(tx, later);
        return;
      default:
        part satisfies never;
    }
  };
}

function migrationsOf(hashes: readonly string[], known: readonly MigrationMeta[]): readonly MigrationMeta[] {
  const unknown = hashes.findIndex((hash, index) => known[index]?.hash !== hash);
  if (unknown < 0) return known.slice(0, hashes.length);
  throw new BackupError(
    `The backup was made by another version: its migration ${unknown + 1} of ${hashes.length} is not known here. Restore it with the version that made it, or a newer one.`,
  );
}

function insertInto(tables: readonly StoredTable[], { name, columns }: Extract<DatabasePart, { type: 'table' }>) {
  const table = tables.find((candidate) => candidate.name === name);
  const names = table?.columns.map((column) => column.name);
  if (!table || names?.join() !== columns.join()) {
    throw new BackupError(`The backup has a table ${name} (${columns.join(', ')}), and its schema here has another.`);
  }
  const values = table.columns.map(({ type }, index) => `(r ->> ${index})::${type}`);
  return {
    table,
    insert: `INSERT INTO public.${quoted(name)} (${columns.map(quoted).join(', ')}) OVERRIDING SYSTEM VALUE
      SELECT ${values.join(', ')} FROM json_array_elements($1::json) AS r`,
  };
}

/** So that tables may come in any order. Returns what makes them again, and checks all rows. */
async function dropForeignKeys(tx: Queries): Promise<string[]> {
  const keys = await tx.query<{ table: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0`,
  );
  for (const { table, name } of keys) await tx.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  return keys.map(({ table, name, definition }) => `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
}
