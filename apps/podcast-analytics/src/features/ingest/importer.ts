import type { Database } from '../../platform/db/database.ts';
import type { FormatName } from './batch.ts';
import { createPrepareBatch, type PreparedBatch, type PrepareOptions } from './prepare-batch.ts';
import { readHits } from './read-hits.ts';
import { createRejectsFile, type RejectsFile } from './rejects-file.ts';
import { createStoreBatch, type StoreBatch } from './store-batch.ts';

export interface ImporterOptions extends PrepareOptions {
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
  /** @default 'demo' */
  readonly tenantId?: string;
}

export interface ImportInput {
  /** What it is called in the list of imports, such as the file's name. */
  readonly name: string;
  readonly source: AsyncIterable<Uint8Array>;
  /** Where the lines go that are no hits. */
  readonly rejectsPath: string;
  /** @default found by the first bytes */
  readonly format?: FormatName;
  /** Called after each batch that is stored. */
  readonly onProgress?: (counts: ImportCounts) => void;
}

/** Of one import so far: each line that was read is a hit or a reject. */
export interface ImportCounts {
  readonly lines: number;
  readonly hits: number;
  /** The other hits were stored before. */
  readonly newHits: number;
  readonly rejects: number;
  /** Of the source, before decompression. */
  readonly bytesRead: number;
}

/** The import ended before its input did. What `counts` tells of is stored. */
export class ImportFailedError extends Error {
  override readonly name = 'ImportFailedError';
  readonly code = 'SCRY_IMPORT_FAILED';
  readonly counts: ImportCounts;

  constructor(name: string, counts: ImportCounts, cause: unknown) {
    const stored = `What came before is stored: ${counts.lines} lines, of them ${counts.rejects} rejected.`;
    super(`${name}: ${messageOf(cause)}. ${stored}`, { cause });
    this.counts = counts;
  }
}

/**
 * Imports logs: each line becomes a hit with an outcome, or a reject. An import that was cut off is made whole by running it
 * again, because hits that are stored already change nothing.
 * @throws {ImportFailedError} where the input cannot be read to its end, or the database fails.
 */
export function createImporter(options: ImporterOptions): (input: ImportInput) => Promise<ImportCounts> {
  const { database, now, tenantId = 'demo' } = options;
  const storeBatch = createStoreBatch(database, tenantId);

  return async function importHits(input) {
    const [row] = await database.query<{ id: number }>('INSERT INTO imports (name) VALUES ($1) RETURNING id', [
      input.name,
    ]);
    if (!row) throw new Error('INSERT … RETURNING gives a row');
    const rejectsFile = await createRejectsFile(input.rejectsPath);
    const run = createRun(row.id, storeBatch, rejectsFile, input.onProgress);
    const prepareBatch = createPrepareBatch(options);
    const { format } = input;
    try {
      for await (const batch of readHits(input.source, { now: now(), ...(format && { format }) })) {
        await run.store(await prepareBatch(batch), batch.bytesRead);
      }
      await run.stored();
      await finish(database, row.id, run.counts().newHits);
      return run.counts();
    } catch (cause) {
      await run.stored().catch(() => {}); // its error is the cause, or came after it
      await fail(database, row.id, cause).catch(() => {}); // the database may be what failed
      throw new ImportFailedError(input.name, run.counts(), cause);
    } finally {
      await rejectsFile.close();
    }
  };
}

interface Run {
  /** Resolves when the batch before this one is stored: the next is read and assessed while the database works. */
  store(batch: PreparedBatch, bytesRead: number): Promise<void>;
  /** Resolves when all batches are stored. */
  stored(): Promise<void>;
  counts(): ImportCounts;
}

function createRun(
  importId: number,
  storeBatch: StoreBatch,
  rejectsFile: RejectsFile,
  onProgress: ImportInput['onProgress'],
): Run {
  let counts: ImportCounts = { lines: 0, hits: 0, newHits: 0, rejects: 0, bytesRead: 0 };
  let last = Promise.resolve();

  async function storeOne(batch: PreparedBatch, bytesRead: number): Promise<void> {
    await rejectsFile.write(batch.rejects); // first: what the database knows of is not lost
    const hits = counts.hits + batch.hits.length;
    const rejects = counts.rejects + batch.rejects.length;
    const progress = { importId, lines: hits + rejects, hits, rejects };
    const newHits = await storeBatch(batch.hits, progress);
    counts = { lines: progress.lines, hits, newHits, rejects, bytesRead };
    onProgress?.(counts);
  }

  return {
    async store(batch, bytesRead) {
      await last;
      last = storeOne(batch, bytesRead);
      last.catch(() => {}); // reported by whoever awaits it next
    },
    stored: () => last,
    counts: () => counts,
  };
}

async function finish(database: Database, id: number, newHits: number): Promise<void> {
  await database.query(`UPDATE imports SET state = 'finished', finished_at = now() WHERE id = $1`, [id]);
  if (database.engine === 'postgresql' || newHits === 0) return;
  // A server does this by itself; PGlite has no background processes. Rows of hits never change: they leave no space to win.
  await database.query('VACUUM downloads, download_days, outcome_days, imports');
  await database.query('ANALYZE');
}

async function fail(database: Database, id: number, cause: unknown): Promise<void> {
  await database.query(`UPDATE imports SET state = 'failed', finished_at = now(), error = $2 WHERE id = $1`, [
    id,
    messageOf(cause),
  ]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
