import { join } from 'node:path';
import { AuditDamagedError } from './audit-damaged-error.ts';
import { classifyStop } from './classify-stop.ts';
import type { FileSystem } from './file-system.ts';
import { type LogFiles, listLog } from './log-files.ts';
import { lastCheckpoint, lastKnownState } from './log-start.ts';
import { base64Of } from './merkle-tree.ts';
import { type LogState, type Stop, scanLog } from './scan-log.ts';
import type { Divergence } from './verify-report.ts';

/** What a crash left at the end of a file, and where it was moved. */
export interface TornTail {
  readonly file: string;
  readonly torn: string;
  readonly bytes: number;
}

export interface RecoveredLog {
  readonly log: LogFiles;
  /** All events that are there. */
  readonly state: LogState;
  /**
   * The events after the last checkpoint. They can be read, but perhaps only from the cache: where the process died after a
   * sync that failed, no later sync would tell. So they are written again.
   */
  readonly unconfirmed: readonly string[];
  readonly torn?: TornTail;
}

/**
 * Makes a log ready to be written to: a torn tail is moved aside, never deleted. It reads from the last place on at which
 * the tree is known; `verify` reads all.
 *
 * @throws AuditDamagedError (`SCRY_AUDIT_DAMAGED`) when what it reads is damaged before the tail.
 */
export async function recoverLog(fileSystem: FileSystem, directory: string): Promise<RecoveredLog> {
  const log = await listLog(fileSystem, directory);
  for (const name of log.unfinished) await fileSystem.remove(join(directory, name));
  const { state, from } = await lastKnownState(log);
  const last = await lastCheckpoint(log);
  const covered = last?.checkpoint?.size ?? 0;
  let root = covered === state.tree.size ? state.tree.root() : undefined;
  const reached = async (): Promise<boolean> => {
    root = state.tree.root();
    return false;
  };
  const unconfirmed: string[] = [];
  const onLeaf = (_leaf: string, line: Buffer, seq: number): void => {
    if (seq > covered) unconfirmed.push(line.toString('utf8'));
  };
  const stop = await scanLog(log, state, from, { onLeaf, due: covered, reached });
  if (stop !== undefined && !isTorn(log, stop, state, covered)) {
    throw new AuditDamagedError(directory, await classifyStop(log, state, stop, covered));
  }
  if (last?.checkpoint && (root === undefined || base64Of(root) !== last.checkpoint.rootHash)) {
    throw new AuditDamagedError(directory, contradiction(state.tree.size, covered, last));
  }
  return { log, state, unconfirmed, ...(stop && { torn: await moveAside(log, stop) }) };
}

/**
 * A crash leaves a line without its end, or bytes that never reached the disk and are read as zeros; and it does so in the
 * last file, after all that a checkpoint speaks for, because that was synced before the checkpoint was written.
 */
function isTorn(log: LogFiles, { segment, whole, bytes }: Stop, { tree }: LogState, covered: number): boolean {
  return segment === log.segments.at(-1) && tree.size >= covered && (!whole || bytes.includes(0));
}

function contradiction(size: number, covered: number, { file, line }: { file: string; line: number }): Divergence {
  return size < covered
    ? {
        kind: 'truncated',
        file,
        line,
        seq: size + 1,
        message: `A checkpoint speaks for ${covered} events, and ${size} are there.`,
      }
    : {
        kind: 'forked',
        file,
        line,
        seq: covered,
        message: `The last checkpoint, over ${covered} events, speaks of other events.`,
      };
}

async function moveAside({ fileSystem, directory }: LogFiles, { segment, offset }: Stop): Promise<TornTail> {
  const names = new Set(await fileSystem.list(directory));
  let number = 1;
  while (names.has(`${segment.name}.${number}.torn`)) number++;
  const torn = `${segment.name}.${number}.torn`;
  const source = await fileSystem.open(join(directory, segment.name), 'append');
  try {
    await copy(source, offset, fileSystem, join(directory, torn));
    await fileSystem.syncDirectory(directory);
    await source.truncate(offset);
    await source.sync();
    return { file: segment.name, torn, bytes: source.size - offset };
  } finally {
    await source.close();
  }
}

type OpenFile = Awaited<ReturnType<FileSystem['open']>>;

async function copy(source: OpenFile, offset: number, fileSystem: FileSystem, path: string): Promise<void> {
  const target = await fileSystem.open(path, 'create');
  try {
    const bytes = Buffer.alloc(65_536);
    for (let at = offset; at < source.size; ) {
      const read = await source.read(bytes, at);
      at += await target.append(bytes.subarray(0, read));
    }
    await target.sync();
  } finally {
    await target.close();
  }
}
