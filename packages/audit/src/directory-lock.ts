import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '@scry/internal/error-code';
import { AuditLockedError } from './audit-locked-error.ts';
import type { FileSystem } from './file-system.ts';
import { readText } from './read-lines.ts';

interface Owner {
  readonly pid: number;
  /** When the process began, as the system tells it: another one may get the same number. */
  readonly started: string;
  readonly host: string;
}

/**
 * Takes the lock of a directory, also that of a process that is dead. Returns the function that gives it back.
 *
 * @throws AuditLockedError (`SCRY_AUDIT_LOCKED`) when a process has it that lives, or of which nothing can be told from here.
 */
export async function lockDirectory(fileSystem: FileSystem, directory: string): Promise<() => Promise<void>> {
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid), host: hostname() });
  const path = join(directory, 'lock');
  const own = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await fileSystem.open(own, 'create');
  await file.append(Buffer.from(mine));
  await file.close();
  try {
    // A link has its content from the first moment on, and only one of two can be made.
    while (!(await linked(fileSystem, own, path))) await clearDeadLock(fileSystem, directory, `${own}.dead`);
  } finally {
    await fileSystem.remove(own);
  }
  return async function unlock() {
    await fileSystem.remove(path);
  };
}

async function linked(fileSystem: FileSystem, from: string, to: string): Promise<boolean> {
  try {
    await fileSystem.link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function clearDeadLock(fileSystem: FileSystem, directory: string, aside: string): Promise<void> {
  const path = join(directory, 'lock');
  const found = await textOf(fileSystem, directory, 'lock');
  if (found === undefined) return; // given back in this moment
  const owner: Owner = JSON.parse(found);
  if (owner.host !== hostname() || (await isAlive(owner))) {
    throw new AuditLockedError(directory, owner.pid, owner.host);
  }
  await fileSystem.rename(path, aside);
  const taken = await textOf(fileSystem, directory, aside.slice(directory.length + 1));
  // Somebody else was faster, and what was moved is the new lock.
  if (taken !== found) await linked(fileSystem, aside, path);
  await fileSystem.remove(aside);
}

async function textOf(fileSystem: FileSystem, directory: string, name: string): Promise<string | undefined> {
  return readText(fileSystem, directory, name).catch(() => undefined);
}

async function isAlive({ pid, started }: Owner): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return errorCode(error) === 'EPERM';
  }
  return (await startOf(pid)) === started;
}

/** Field 22 of /proc/PID/stat (proc_pid_stat(5)); empty for a process that only waits to be buried, and on other systems. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // The name of the program, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? '' : (fields[19] ?? '');
}
