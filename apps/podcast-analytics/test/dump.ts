import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../src/platform/db/database.ts';

/** Everything that is stored, as text: each row of each table, and each file of the directory. */
export async function dump(database: Database, dataDir: string): Promise<string> {
  const tables = await database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await database.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`);
    texts.push(...rows.map(({ row }) => `${name}: ${row}`));
  }
  for (const file of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
    const path = join(dataDir, file);
    if (statSync(path).isFile()) texts.push(`${file}: ${readFileSync(path, 'latin1')}`);
  }
  return texts.join('\n');
}
