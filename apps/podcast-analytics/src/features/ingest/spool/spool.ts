import { frame, readFrames } from './frame.ts';
import { nextSequence, type Segment, segmentName, segmentsOf } from './segment.ts';
import type { SpoolDisk, SpoolFile } from './spool-disk.ts';
import { SpoolFullError, SpoolWriteError } from './spool-errors.ts';

export interface SpoolOptions {
  readonly disk: SpoolDisk;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
  /** What it may hold; beyond, records are refused. */
  readonly maxBytes: number;
  /** A segment that has so many bytes is followed by another. @default 8_388_608 */
  readonly segmentBytes?: number;
}

export interface SpoolDepth {
  readonly bytes: number;
  /** When the oldest record came; undefined where there is none. */
  readonly since: number | undefined;
}

/** Records that are on the disk until they are drained. */
export interface Spool {
  /** What of the last segment was never written to its end, and has been cut off. */
  readonly cutBytes: number;
  /** Beyond, records are refused. */
  readonly maxBytes: number;
  /** Resolves when the record is on the disk. @throws {SpoolFullError} @throws {SpoolWriteError} */
  append(record: Uint8Array): Promise<void>;
  /** The oldest segment. One that is being written is ended for it. */
  next(): Promise<Segment | undefined>;
  read(segment: Segment): Promise<{ readonly records: readonly Buffer[]; readonly damaged: number }>;
  remove(segment: Segment): Promise<void>;
  depth(): SpoolDepth;
  /** Resolves when what was appended is on the disk; takes nothing any more. */
  close(): Promise<void>;
}

interface Waiting {
  readonly bytes: Buffer;
  resolve(): void;
  reject(error: Error): void;
}

/** The segment that is being written. */
interface Open {
  readonly name: string;
  readonly since: number;
  readonly file: SpoolFile;
  bytes: number;
}

/**
 * Opens what another process has left. While one batch is on its way to the disk the next one gathers, so that many callers
 * share one sync (group commit, DeWitt et al. 1984). A segment is never continued: after a failed sync nobody knows what is
 * in it (Rebello et al., "Can Applications Recover from fsync Failures?", 2020), so the next batch begins another.
 */
export async function openSpool({ disk, now, maxBytes, segmentBytes = 8 << 20 }: SpoolOptions): Promise<Spool> {
  const ended = segmentsOf(await disk.list());
  let sequence = nextSequence(ended);
  const cutBytes = await cutTail(disk, ended);
  let open: Open | undefined;
  let queue: Waiting[] = [];
  let queuedBytes = 0;
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();

  const heldBytes = () => ended.reduce((sum, { bytes }) => sum + bytes, open?.bytes ?? 0);

  /** Runs work on the files after all that came before it. */
  function run<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work);
    last = result.catch(() => {}); // whoever asked is told
    return result;
  }

  function append(record: Uint8Array): Promise<void> {
    const bytes = frame(record);
    if (isClosed) return Promise.reject(new SpoolWriteError('it is closed'));
    if (heldBytes() + queuedBytes + bytes.length > maxBytes) return Promise.reject(new SpoolFullError(maxBytes));
    return new Promise((resolve, reject) => {
      queuedBytes += bytes.length;
      if (queue.push({ bytes, resolve, reject }) === 1) void run(commit);
    });
  }

  async function commit(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve)); // all who were just answered come back before the batch leaves
    const batch = queue;
    const bytes = Buffer.concat(batch.map((waiting) => waiting.bytes));
    queue = [];
    try {
      open ??= await begin();
      await open.file.append(bytes);
      await open.file.sync();
      if (open.bytes === 0) await disk.sync(); // its name, too, must outlive the machine
      open.bytes += bytes.length;
      for (const { resolve } of batch) resolve();
      if (open.bytes >= segmentBytes) await end();
    } catch (cause) {
      for (const { reject } of batch) reject(new SpoolWriteError(cause));
      await abandon();
    } finally {
      queuedBytes -= bytes.length;
    }
  }

  async function begin(): Promise<Open> {
    const since = now();
    const name = segmentName(sequence++, since); // also where this fails: what fails may have been done all the same
    return { name, since, file: await disk.create(name), bytes: 0 };
  }

  async function end(): Promise<void> {
    if (!open) return;
    const { name, since, bytes, file } = open;
    open = undefined;
    if (bytes > 0) ended.push({ name, since, bytes });
    await file.close();
  }

  /** Ends a segment that has failed. What may be in it of the batch that failed goes, unless that fails too. */
  async function abandon(): Promise<void> {
    if (!open) return;
    const { name, bytes } = open;
    const closed = end();
    await Promise.allSettled([closed, bytes > 0 ? disk.truncate(name, bytes) : disk.remove(name)]);
  }

  return {
    cutBytes,
    maxBytes,
    append,
    next: () =>
      run(async () => {
        if (ended.length === 0) await end();
        return ended[0];
      }),
    async read({ name, bytes }) {
      return readFrames((await disk.read(name)).subarray(0, bytes));
    },
    async remove(segment) {
      ended.splice(ended.indexOf(segment), 1); // one that stays where it is comes back with the next process
      await disk.remove(segment.name);
    },
    depth: () => ({ bytes: heldBytes() + queuedBytes, since: ended[0]?.since ?? open?.since }),
    async close() {
      isClosed = true;
      await run(end);
      await disk.close();
    },
  };
}

/** The process ended within a write: what is behind the last whole record was promised to nobody. */
async function cutTail(disk: SpoolDisk, segments: Segment[]): Promise<number> {
  const segment = segments.pop();
  if (!segment) return 0;
  const { end, records } = readFrames(await disk.read(segment.name));
  if (records.length === 0) await disk.remove(segment.name);
  else {
    if (end < segment.bytes) await disk.truncate(segment.name, end);
    segments.push({ ...segment, bytes: end });
  }
  return segment.bytes - end;
}
