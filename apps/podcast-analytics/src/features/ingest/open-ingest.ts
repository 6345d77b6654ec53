import { join } from 'node:path';
import type { Policy } from '../../platform/db/pool-database.ts';
import type { Telemetry } from '../../platform/telemetry.ts';
import type { ImporterOptions, ImportHits } from './importer.ts';
import { createIngestMetrics, type IngestMetrics } from './ingest-metrics.ts';
import { createDrainer } from './spool/drainer.ts';
import { setAsideFile } from './spool/set-aside-file.ts';
import { openSpool, type Spool } from './spool/spool.ts';
import { openSpoolDisk } from './spool/spool-disk.ts';
import { createStoreSpooled } from './spool/store-spooled.ts';
import { openUploadFiles, type UploadFiles } from './uploads/upload-files.ts';
import { createUploadRepository, type UploadRepository } from './uploads/upload-repository.ts';
import { createUploads, type Uploads } from './uploads/uploads.ts';

/** What a server takes hits in with. */
export interface Ingest {
  readonly spool: Pick<Spool, 'append'>;
  readonly metrics: IngestMetrics;
  readonly uploads: Uploads;
  readonly files: UploadFiles;
  readonly repository: UploadRepository;
  /** Resolves when what is being stored is done. */
  close(): Promise<void>;
}

interface IngestParts {
  readonly dataDir: string;
  readonly spoolMaxBytes: number;
  /** Whether hits wait on the disk for the database; else whoever sends them does. */
  readonly isSpooled: boolean;
  readonly telemetry: Telemetry;
  readonly options: ImporterOptions;
  readonly importHits: ImportHits;
  /** Around what waits for the database, until the signal ends it. */
  readonly retry: (name: string, signal: AbortSignal) => Policy;
}

/** Opens the spool and the uploads of a data directory, and goes on where the process before has ended. */
export async function openIngest(parts: IngestParts): Promise<Ingest> {
  const { dataDir, spoolMaxBytes, isSpooled, telemetry, options, importHits, retry } = parts;
  const { database, now } = options;
  const { logger } = telemetry;
  const directory = join(dataDir, 'spool');
  const spool = await openSpool({ disk: await openSpoolDisk(directory), now, maxBytes: spoolMaxBytes });
  if (spool.cutBytes > 0) logger.warn({ bytes: spool.cutBytes }, 'an unfinished write was cut off the spool');
  const metrics = createIngestMetrics(telemetry.metrics, spool, now);
  const setAside = setAsideFile(directory, now);
  const store = createStoreSpooled({ ...options, logger, setAside });
  const drainer = createDrainer({
    spool,
    store,
    retry: (signal) => retry('spool', signal),
    logger,
    onStored: metrics.stored,
  });
  const files = await openUploadFiles(join(dataDir, 'uploads'));
  const repository = createUploadRepository(database);
  const uploads = createUploads({
    files,
    repository,
    importHits,
    retry: (signal) => retry('uploads', signal),
    logger,
  });
  drainer.start();
  await uploads.start();
  return {
    spool: isSpooled ? spool : { append: async (record) => void (await store([Buffer.from(record)])) },
    metrics,
    uploads,
    files,
    repository,
    async close() {
      await Promise.all([uploads.stop(), drainer.stop()]);
      await spool.close();
    },
  };
}
