/** A data directory belongs to one living process: PGlite itself does not notice a second one, which corrupts it. */
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type ProcessTable, systemProcesses } from './process-table.ts';

export class DataDirLockedError extends Error {
  override readonly name = 'DataDirLockedError';
  readonly code = 'SCRY_DATA_DIR_LOCKED';
  readonly retryable = false;
  readonly pid: number;

  constructor(path: string, pid: number) {
    super(
      `The data directory is in use by process ${pid} (${path}). Stop that process first, or use another directory.`,
    );
    this.pid = pid;
  }
}

/**
 * Takes the lock at `path` for this process, and returns what releases it. The lock of a process that is gone is taken
 * over; of several starters that find it so, one wins. Throws {@link DataDirLockedError} while another process lives.
 */
export function lockDataDir(path: string, processes: ProcessTable = systemProcesses): () => void {
  const mine = JSON.stringify({ pid: process.pid, started: processes.startOf(process.pid), nonce: randomUUID() });
  const release = () => {
    if (read(path) === mine) rmSync(path, { force: true });
  };
  while (!createWhole(path, mine)) {
    const held = read(path);
    if (held === undefined) continue; // released between the two looks
    refuseLiving(path, held, processes);
    // Two starters may both have seen the dead holder. The one inside the inner lock looks again before it replaces it;
    // a dead holder of the inner lock is replaced in the same way.
    const releaseTakeover = lockDataDir(`${path}.takeover`, processes);
    try {
      if (read(path) === held) rmSync(path, { force: true });
    } finally {
      releaseTakeover();
    }
  }
  return release;
}

/** A link appears at once with its whole content, and never replaces a file; creating and then writing has a gap. */
function createWhole(path: string, content: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function refuseLiving(path: string, content: string, processes: ProcessTable): void {
  const { pid, started } = parseHolder(path, content);
  if (!processes.isAlive(pid)) return;
  const nowStarted = processes.startOf(pid);
  const isRecycled = started !== undefined && nowStarted !== undefined && started !== nowStarted;
  if (!isRecycled) throw new DataDirLockedError(path, pid);
}

function parseHolder(path: string, content: string): { readonly pid: number; readonly started: string | undefined } {
  const [, pid] = /"pid":(\d+)/.exec(content) ?? [];
  const [, started] = /"started":"([^"]*)"/.exec(content) ?? [];
  if (pid === undefined) {
    throw new Error(`The lock file ${path} names no process. Remove it if no other program uses the directory.`);
  }
  return { pid: Number(pid), started };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
