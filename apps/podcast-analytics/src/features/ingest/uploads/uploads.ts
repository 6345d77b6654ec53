import type { Policy } from '../../../platform/db/pool-database.ts';
import { RequestError } from '../../../platform/http/request-error.ts';
import type { Logger } from '../../../platform/logger.ts';
import { ImportFailedError, type ImportHits } from '../importer.ts';
import { InputError } from '../input-error.ts';
import { openInput } from '../open-input.ts';
import type { IncomingFile } from './receive-file.ts';
import type { UploadFiles } from './upload-files.ts';
import type { UploadRepository } from './upload-repository.ts';

/** Logs that come in through the console, and are imported one after the other. */
export interface Uploads {
  /** Resolves with the import's id when the disk has the file; its import goes on by itself. */
  receive(tenantId: string, file: IncomingFile): Promise<number>;
  /** Imports what an earlier process has left. */
  start(): Promise<void>;
  /** Resolves when nothing is waiting. */
  settled(): Promise<void>;
  /** Ends the running import; the next process does it again. */
  stop(): Promise<void>;
}

interface UploadParts {
  readonly files: UploadFiles;
  readonly repository: UploadRepository;
  readonly importHits: ImportHits;
  /** Around each import, until it is done or the signal ends it: the database may be away. */
  readonly retry: (signal: AbortSignal) => Policy;
  readonly logger: Logger;
}

export const mostUploadBytes = 10 * 2 ** 30;

export function createUploads({ files, repository, importHits, retry, logger }: UploadParts): Uploads {
  const stopping = new AbortController();
  const { signal } = stopping;
  const untilDone = retry(signal);
  let last: Promise<void> = Promise.resolve();

  function enqueue(id: number): void {
    last = last.then(async () => {
      if (signal.aborted) return;
      await untilDone(() => importUpload(id)).catch((error: unknown) => {
        if (!signal.aborted) logger.error({ import: id, error: String(error) }, 'an upload could not be imported');
      });
    });
  }

  async function importUpload(id: number): Promise<void> {
    const row = await repository.find(id);
    if (row) {
      const input = { ...row, id, source: contentOf(files.logPath(id), signal), rejectsPath: files.rejectsPath(id) };
      await importHits(input).catch((error: unknown) => {
        // What is wrong with the file stays wrong. The list says what.
        if (!(error instanceof ImportFailedError && error.cause instanceof InputError)) throw error;
      });
    }
    await files.removeLog(id);
  }

  return {
    async receive(tenantId, { name, content, signal: aborted, isTooLarge }) {
      const id = await repository.create(tenantId, displayName(name));
      try {
        const size = await files.save(id, content, aborted);
        if (isTooLarge()) {
          await files.removeLog(id);
          throw new RequestError(
            413,
            'too-large',
            `log: expected at most ${mostUploadBytes.toLocaleString('en')} bytes`,
          );
        }
        await repository.saved(id, size);
      } catch (error) {
        const reason = error instanceof RequestError ? error.message : 'The upload was cut off.';
        await repository.failed([id], reason).catch(() => {}); // the database may be what failed
        throw error;
      }
      enqueue(id);
      return id;
    },
    async start() {
      const cutOff = await files.sweep();
      for (const id of await files.waiting()) enqueue(id);
      await repository
        .failed(cutOff, 'The upload was cut off.')
        .catch((error: unknown) =>
          logger.warn({ error: String(error) }, 'the list of imports could not be brought up to date'),
        );
    },
    settled: () => last,
    async stop() {
      stopping.abort();
      await last;
    },
  };
}

/** Opens the file when it is read: an import that fails before leaves nothing open. */
async function* contentOf(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { source } = await openInput(path);
  for await (const bytes of source) {
    signal.throwIfAborted();
    yield bytes;
  }
}

/** A name is shown and logged: without what a terminal or a page might take for more. */
function displayName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(-200) || 'log';
}
