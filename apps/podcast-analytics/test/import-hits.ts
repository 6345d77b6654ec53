import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createImporter } from '../src/features/ingest/importer.ts';
import type { Database } from '../src/platform/db/database.ts';
import { ingest } from './ingest.ts';

export interface HitRow {
  readonly time: string;
  readonly url: string;
  readonly address?: string;
  readonly userAgent?: string;
  readonly country?: string;
}

/** Imports requests that count, but for what is given. */
export async function importHits(database: Database, name: string, rows: readonly HitRow[]): Promise<void> {
  const usual = { method: 'GET', status: 200, address: '192.0.2.1', userAgent: 'AntennaPod/3.4.0', country: 'DE' };
  const log = rows.map((row) => JSON.stringify({ ...usual, ...row })).join('\n');
  await createImporter({ database, ...ingest })({
    name,
    source: (async function* () {
      yield Buffer.from(log);
    })(),
    rejectsPath: join(tmpdir(), `rejects-${randomUUID()}.ndjson`),
  });
}
