import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip, createGzip } from 'node:zlib';
import { BackupDamagedError, BackupError } from './backup-error.ts';
import type { BackupKey } from './backup-key.ts';
import { seal, unseal } from './sealed-stream.ts';

/** A backup being written. It has its name only once it is whole and on disk. */
export interface BackupFile {
  write(text: string): Promise<void>;
  /** Resolves with its size in bytes. */
  finish(): Promise<number>;
  discard(): Promise<void>;
}

export function createBackupFile(path: string, key: BackupKey): BackupFile {
  const partial = `${path}.partial`;
  const gzip = createGzip({ level: 4 });
  const target = createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true });
  let isOurs = false; // another process may be writing one of the same second
  target.once('open', () => {
    isOurs = true;
  });
  const written = pipeline(gzip, seal(key), target);
  written.catch(() => {}); // whoever writes or finishes is told
  return {
    async write(text) {
      if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), written]);
    },
    async finish() {
      gzip.end();
      await written;
      await rename(partial, path);
      const { size } = await stat(path);
      const folder = await open(dirname(path));
      await folder.sync().finally(() => folder.close());
      return size;
    },
    async discard() {
      gzip.destroy();
      await written.catch(() => {});
      if (!target.closed) await new Promise<void>((resolve) => target.once('close', resolve));
      if (isOurs) await rm(partial, { force: true });
    },
  };
}

/**
 * Reads a backup to its end, and checks every chunk of it against its tag: what takes a second, before what takes minutes.
 *
 * @throws {BackupError} where a byte of it is not what was written, or is missing.
 */
export async function proveBackup(path: string, keys: readonly BackupKey[], signal?: AbortSignal): Promise<void> {
  try {
    for await (const _ of unseal(keys)(createReadStream(path))) signal?.throwIfAborted();
  } catch (error) {
    throw asBackupError(error);
  }
}

/** No record is longer: rows are as long as the longest value that a request may bring, and files come in pieces. */
const maxLineLength = 64 * 1024 * 1024;

/** The lines of a backup, as many at once as have come. Nothing of a chunk is handed out before it is proved. */
export async function* readBackupLines(path: string, keys: readonly BackupKey[]): AsyncGenerator<readonly string[]> {
  const gunzip = createGunzip();
  const proved = pipeline(createReadStream(path), unseal(keys), gunzip);
  proved.catch(() => {});
  try {
    yield* splitLines(gunzip);
    await proved;
  } catch (error) {
    // The reason is what broke the pipeline, not that it broke.
    await proved.catch((reason) => {
      throw asBackupError(reason);
    });
    throw asBackupError(error);
  } finally {
    gunzip.destroy();
  }
}

async function* splitLines(source: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  let open: string[] = [];
  let length = 0;
  for await (const bytes of source) {
    const [first = '', ...rest] = decoder.write(bytes).split('\n');
    open.push(first);
    length += first.length;
    if (length > maxLineLength) throw new BackupDamagedError('A line of the backup is too long.');
    const last = rest.pop();
    if (last === undefined) continue;
    yield [open.join(''), ...rest];
    open = [last];
    length = last.length;
  }
  if (length > 0) throw new BackupDamagedError('The backup ends within a line.');
}

function asBackupError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('Z_')) return new BackupDamagedError('The backup cannot be decompressed.', { cause: error });
  if (code === 'ENOENT') return new BackupError('There is no such backup.', { cause: error });
  return error;
}
