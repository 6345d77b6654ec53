import { matcher } from './audit-filter.ts';
import { FileLog } from './file-log.ts';
import { type FileSinkOptions, readFileSinkOptions } from './file-sink-options.ts';
import { type FileSystem, nodeFileSystem } from './file-system.ts';
import { readEvents } from './read-events.ts';
import type { Sink, SinkHost } from './sink.ts';

export type { FileSinkOptions } from './file-sink-options.ts';

/** How long after an event its checkpoint is written at the latest. */
const checkpointMs = 1_000;

/**
 * Writes events into files of a directory: a hash chain with checkpoints over an RFC 6962 tree.
 *
 * @throws TypeError or RangeError when an option is missing or wrong. Opening rejects with AuditLockedError
 * (`SCRY_AUDIT_LOCKED`), AuditDamagedError (`SCRY_AUDIT_DAMAGED`) or what the file system throws.
 * @example
 * const audit = await createAudit({ sinks: [fileSink({ directory: 'audit', rotateEvery: 'day' })] });
 */
export function fileSink(options: FileSinkOptions): Sink {
  return fileSinkOn(nodeFileSystem, options);
}

/** The same on any file system. */
export function fileSinkOn(fileSystem: FileSystem, options: FileSinkOptions): Sink {
  const settings = readFileSinkOptions(options);
  const { name, required, directory } = settings;
  let opened: OpenLog | undefined;

  function current(): OpenLog {
    if (opened === undefined) throw new Error(`The log in ${directory} is not open.`);
    return opened;
  }

  return {
    name,
    required,
    async open(host) {
      const log = await FileLog.open(fileSystem, settings, host);
      await log.prune().catch((error: unknown) => host.report({ type: 'checkpoint-failed', name: host.stream, error }));
      opened = createOpenLog(log, host);
      return log.tail.seq === 0 ? undefined : log.tail;
    },
    append: async (lines, { durable }) => current().append(lines, durable),
    checkpoint: async () => current().run((log) => log.checkpoint(true)),
    flush: async () => current().run((log) => log.sync()),
    async close() {
      await current().close();
      opened = undefined;
    },
    async *query(filter) {
      await current().run((log) => log.sync());
      const fits = matcher(filter);
      let left = filter.limit ?? Infinity;
      for await (const event of readEvents(fileSystem, directory)) {
        if (left <= 0) return;
        if (!fits(event)) continue;
        left--;
        yield event;
      }
    },
  };
}

interface OpenLog {
  /** Runs work on the log after all that came before it. */
  run<T>(work: (log: FileLog) => Promise<T>): Promise<T>;
  append(lines: readonly string[], durable: boolean): Promise<void>;
  close(): Promise<void>;
}

function createOpenLog(log: FileLog, { clock }: SinkHost): OpenLog {
  let last: Promise<unknown> = Promise.resolve();
  let timer: unknown;

  function run<T>(work: (log: FileLog) => Promise<T>): Promise<T> {
    const result = last.then(() => work(log));
    last = result.catch(() => {}); // whoever asked is told
    return result;
  }

  /** Behind the events that made it due, and not in their way. */
  function checkpointIfDue(any: boolean): void {
    if (log.isCheckpointDue(any)) void run((open) => open.routineCheckpoint());
  }

  function arm(): void {
    timer = clock.setTimeout(() => {
      timer = undefined;
      checkpointIfDue(true);
    }, checkpointMs);
    // A process that is done need not wait for it: closing writes a checkpoint too.
    (timer as { unref?(): void }).unref?.();
  }

  return {
    run,
    async append(lines, durable) {
      await run((open) => open.append(lines, durable));
      checkpointIfDue(false);
      if (timer === undefined) arm();
    },
    async close() {
      clock.clearTimeout(timer);
      await run((open) => open.close());
    },
  };
}
