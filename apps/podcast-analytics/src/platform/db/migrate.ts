import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator';
import type { Pool } from 'pg';
import { migrationsFolder } from './migrations.ts';

/** Names the advisory lock; any number that nothing else in the database uses. */
const lockKey = 7_305_127;

/** Brings the schema up to date. Of several processes that start at once, one migrates and the others wait for it. */
export async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    await runMigrations(drizzle(client), { migrationsFolder });
  } finally {
    client.release(true); // ends the session, and with it the lock and the setting
  }
}
