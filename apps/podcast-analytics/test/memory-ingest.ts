import type { createRoutes } from '../src/create-routes.ts';
import { createIngestMetrics } from '../src/features/ingest/ingest-metrics.ts';
import { openSpool, type Spool } from '../src/features/ingest/spool/spool.ts';
import { createUploadRepository } from '../src/features/ingest/uploads/upload-repository.ts';
import type { Database } from '../src/platform/db/database.ts';
import type { Telemetry } from '../src/platform/telemetry.ts';
import { FaultySpoolDisk } from './faulty-spool-disk.ts';

/** Hits stay in memory, uploads go nowhere, and the prefix leads nowhere. */
export async function memoryIngest(
  database: Database,
  { metrics }: Telemetry,
  now: () => number,
  given?: Spool,
): Promise<Pick<Parameters<typeof createRoutes>[0], 'ingest' | 'hosts'>> {
  const spool = given ?? (await openSpool({ disk: new FaultySpoolDisk(), now, maxBytes: 1_000_000 }));
  const nowhere = () => Promise.reject(new Error('there are no uploads in this test'));
  return {
    ingest: {
      spool,
      metrics: createIngestMetrics(metrics, spool, now),
      repository: createUploadRepository(database),
      uploads: { receive: nowhere, start: nowhere, settled: nowhere, stop: nowhere },
      files: {
        rejectsPath: () => '/nowhere',
        logPath: () => '/nowhere',
        save: nowhere,
        removeLog: nowhere,
        waiting: nowhere,
        sweep: nowhere,
      },
    },
    hosts: { allows: () => false, refresh: async () => {}, close() {} },
  };
}
