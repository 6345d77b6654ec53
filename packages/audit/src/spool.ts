// Lines that wait on the disk for a server. A file is a batch: it is closed before it is sent, so that it is the same batch when
// it is sent again, by this process or by the next.
import { appendFile, type FileHandle, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { batchesOf } from './batches.ts';
import { lockDirectory } from './directory-lock.ts';
import { nodeFileSystem } from './file-system.ts';
import { SpoolFullError } from './spool-full-error.ts';

export interface SpoolLimits {
  readonly directory: string;
  /** How many bytes may wait. */
  readonly maxBytes: number;
  /** How many bytes a batch has at most, unless one line is longer. */
  readonly batchBytes: number;
}

/** What waits in one file. */
export interface Batch {
  readonly file: string;
  readonly bytes: number;
}

export interface Spool {
  /**
   * Resolves when the lines are on stable storage.
   * @throws SpoolFullError when there is no room for all of them: then none is kept.
   */
  append(lines: readonly string[]): Promise<void>;
  /** The oldest batch; `undefined` when nothing waits. Nothing is added to it any more. */
  oldest(): Promise<Batch | undefined>;
  read(batch: Batch): Promise<string[]>;
  /** Forgets a batch that has been delivered. */
  remove(batch: Batch): Promise<void>;
  /** Keeps lines that the server will never take, in `refused.ndjson` beside the batches. */
  setAside(lines: readonly string[]): Promise<void>;
  /** What waits stays. */
  close(): Promise<void>;
}

const form = /^\d{12}\.ndjson$/;
const refusedFile = 'refused.ndjson';

/**
 * Opens a spool, with what the last process left in it.
 *
 * @throws AuditLockedError (`SCRY_AUDIT_LOCKED`) when another one has it open.
 */
export async function openSpool({ directory, maxBytes, batchBytes }: SpoolLimits): Promise<Spool> {
  await mkdir(directory, { recursive: true });
  // Two processes would take each other's batches for left ones, and delete what is still being written.
  const unlock = await lockDirectory(nodeFileSystem, directory);
  const waiting = await batchesIn(directory);
  let total = (await sizeOf(join(directory, refusedFile))) + waiting.reduce((sum, { bytes }) => sum + bytes, 0);
  let next = Number(waiting.at(-1)?.file.slice(0, 12) ?? 0) + 1;
  let last: Promise<unknown> = Promise.resolve();
  let tail: { readonly file: string; readonly handle: FileHandle; bytes: number } | undefined;

  /** One at a time: a file is not closed while it is written. */
  function inTurn<T>(operation: () => Promise<T>): Promise<T> {
    const result = last.then(operation);
    last = result.catch(() => undefined);
    return result;
  }

  async function seal(): Promise<void> {
    if (!tail) return;
    const { file, handle, bytes } = tail;
    tail = undefined;
    waiting.push({ file, bytes });
    await handle.close();
  }

  async function write(lines: readonly string[]): Promise<void> {
    const content = Buffer.from(`${lines.join('\n')}\n`);
    if (tail && tail.bytes + content.length > batchBytes) await seal();
    if (!tail) {
      const file = `${String(next++).padStart(12, '0')}.ndjson`;
      tail = { file, handle: await open(join(directory, file), 'ax'), bytes: 0 };
      await nodeFileSystem.syncDirectory(directory);
    }
    tail.bytes += content.length;
    total += content.length;
    try {
      await tail.handle.appendFile(content);
      await tail.handle.datasync();
    } catch (error) {
      // What is in the file now nobody knows: nothing is put behind it. Whole lines in it may be sent, twice if need be.
      await seal();
      throw error;
    }
  }

  async function append(lines: readonly string[]): Promise<void> {
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    if (total + bytes > maxBytes) throw new SpoolFullError(directory, total, maxBytes);
    for (const batch of batchesOf(lines, batchBytes)) await write(batch);
  }

  async function oldest(): Promise<Batch | undefined> {
    if (waiting.length === 0) await seal();
    return waiting[0];
  }

  return {
    append: (lines) => inTurn(() => append(lines)),
    oldest: () => inTurn(oldest),
    async read({ file }) {
      const text = await readFile(join(directory, file), 'utf8');
      // What a crash cut off, or left as zeros, was never acknowledged.
      return text.split('\n').slice(0, -1).filter(isJson);
    },
    async remove(batch) {
      await rm(join(directory, batch.file), { force: true });
      waiting.splice(waiting.indexOf(batch), 1);
      total -= batch.bytes;
    },
    async setAside(lines) {
      const content = `${lines.join('\n')}\n`;
      await appendFile(join(directory, refusedFile), content, { flush: true });
      total += Buffer.byteLength(content);
    },
    close: () => inTurn(() => seal().finally(unlock)),
  };
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

async function batchesIn(directory: string): Promise<Batch[]> {
  const files = (await readdir(directory)).filter((name) => form.test(name)).sort();
  return Promise.all(files.map(async (file) => ({ file, bytes: await sizeOf(join(directory, file)) })));
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
