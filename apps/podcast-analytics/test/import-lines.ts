import { createImporter } from '../src/features/ingest/importer.ts';
import type { Database } from '../src/platform/db/database.ts';
import { ingest } from './ingest.ts';

/** A request that counts on its own, but for what is given. */
export interface LogLine {
  readonly time: string;
  readonly url: string;
  readonly address?: string;
  readonly userAgent?: string;
}

let imports = 0;

/** Imports hits as a log of its own. */
export async function importLines(database: Database, lines: readonly LogLine[], tenantId = 'demo'): Promise<void> {
  const usual = { method: 'GET', status: 200, address: '192.0.2.1', userAgent: 'AntennaPod/3.4.0' };
  const text = lines.map((line) => JSON.stringify({ ...usual, ...line })).join('\n');
  await createImporter({ database, ...ingest, now: () => Date.UTC(2030, 0, 1) })({
    name: `log ${++imports}`,
    source: (async function* () {
      yield Buffer.from(text);
    })(),
    rejectsPath: '/nonexistent/rejects',
    tenantId,
  });
}
