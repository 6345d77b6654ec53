import type { Database } from '../../platform/db/database.ts';
import { homeTenant } from '../accounts/first-account.ts';
import type { FormatName } from './batch.ts';
import type { ImportCounts } from './import-counts.ts';
import { beginImport, failImport, finishImport, noteImport } from './import-rows.ts';
import { createPrepareBatch, type PreparedBatch, type PrepareOptions } from './prepare-batch.ts';
import { readHits } from './read-hits.ts';
import { createRejectsFile, type RejectsFile } from './rejects-file.ts';
import { createStoreBatch, type StoreBatch } from './store-batch.ts';
import { tidyTables } from './tidy-tables.ts';

export type { ImportCounts } from './import-counts.ts';

export interface ImporterOptions extends PrepareOptions {
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
}

export interface ImportInput {
  /** What it is called in the list of imports, such as the file's name. */
  readonly name: string;
  /** Whose hits they are. @default the tenant of an installation that has one */
  readonly tenantId?: string;
  /** Its row in the list of imports. @default a new one */
  readonly id?: number;
  readonly source: AsyncIterable<Uint8Array>;
  /** Where the lines go that are no hits. */
  readonly rejectsPath: string;
  /** @default found by the first bytes */
  readonly format?: FormatName;
  /** Called after each batch that is stored. */
  readonly onProgress?: (counts: ImportCounts) => void;
}

export type ImportHits = (input: ImportInput) => Promise<ImportCounts>;

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
export function createImporter(options: ImporterOptions): ImportHits {
  const { database, now } = options;

  return async function importHits({ name, source, rejectsPath, format, onProgress, tenantId = homeTenant, id: row }) {
    const id = await beginImport(database, { id: row, name, tenantId });
    const rejectsFile = await createRejectsFile(rejectsPath);
    const run = createRun(id, createStoreBatch(database, tenantId), rejectsFile, onProgress);
    const prepareBatch = createPrepareBatch(options);
    try {
      for await (const batch of readHits(source, { now: now(), ...(format && { format }) })) {
        await run.store(await prepareBatch(batch), batch.bytesRead);
      }
      await run.stored();
      await finish(database, id, run.counts());
      return run.counts();
    } catch (cause) {
      await run.stored().catch(() => {}); // its error is the cause, or came after it
      await failImport(database, id, messageOf(cause)).catch(() => {}); // the database may be what failed
      throw new ImportFailedError(name, run.counts(), cause);
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
    const progress = { lines: hits + rejects, hits, rejects, bytesRead };
    const newHits = await storeBatch(batch.hits, importId, noteImport(importId, progress));
    counts = { ...progress, newHits };
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

async function finish(database: Database, id: number, { newHits }: ImportCounts): Promise<void> {
  await finishImport(database, id);
  if (newHits > 0) await tidyTables(database);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
