import { fileURLToPath } from 'node:url';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import type { Queries } from './database.ts';

export const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));

/** All that this program knows, in their order. */
export function knownMigrations(): readonly MigrationMeta[] {
  return readMigrationFiles({ migrationsFolder });
}

/** The hashes of those that the database has had, in their order. */
export async function appliedMigrations(tx: Queries): Promise<string[]> {
  const rows = await tx.query<{ hash: string }>('SELECT hash FROM drizzle.__drizzle_migrations ORDER BY created_at');
  return rows.map(({ hash }) => hash);
}

/** Applies some inside of the caller's transaction, and notes them where drizzle looks for them. */
export async function applyMigrations(tx: Queries, migrations: readonly MigrationMeta[]): Promise<void> {
  await tx.query('CREATE SCHEMA IF NOT EXISTS drizzle');
  await tx.query(
    'CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)',
  );
  for (const { sql, hash, folderMillis } of migrations) {
    for (const statement of sql) await tx.query(statement);
    await tx.query('INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ($1, $2)', [hash, folderMillis]);
  }
}
