import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '@scry/internal/error-code';
import { AuditLockedError } from './audit-locked-error.ts';
import type { FileSystem } from './file-system.ts';
import { readText } from './read-lines.ts';
import { sha256Hex } from './sha256.ts';

interface Owner {
  readonly pid: number;
  /** When the process began, as the system tells it: another one may get the same number. */
  readonly started: string;
  readonly host: string;
}

/**
 * Takes the lock of a directory, also that of a process that is dead. Returns the function that gives it back.
 *
 * The lock is a file of that name. What a dead process left there is succeeded by the file that is named after its content,
 * and so on: each place in this line can be taken by one process only, because making a link fails where there is a file.
 *
 * @throws AuditLockedError (`SCRY_AUDIT_LOCKED`) when a process has it that lives, or of which nothing can be told from here.
 */
export async function lockDirectory(fileSystem: FileSystem, directory: string): Promise<() => Promise<void>> {
  const nonce = randomBytes(9).toString('hex');
  const owner = { pid: process.pid, started: await startOf(process.pid), host: hostname(), nonce };
  const own = join(directory, `lock.${nonce}`);
  const lock = join(directory, 'lock');
  try {
    const file = await fileSystem.open(own, 'create');
    await file.append(Buffer.from(JSON.stringify(owner)));
    await file.close();
    let behind = await takePlace(fileSystem, directory, own);
    while (behind === undefined) behind = await takePlace(fileSystem, directory, own);
    // The line begins anew with this process; whoever stands in the old one finds the first place changed, and leaves.
    if (behind.length > 0) await fileSystem.rename(own, lock);
    else await fileSystem.remove(own);
    for (const name of behind) await fileSystem.remove(join(directory, name));
  } catch (error) {
    await fileSystem.remove(own).catch(() => {}); // it may not be there
    throw error;
  }
  return async function unlock() {
    await fileSystem.remove(lock);
  };
}

/** Takes the place behind all dead processes; undefined: the line changed meanwhile. Returns the places behind the first. */
async function takePlace(fileSystem: FileSystem, directory: string, own: string): Promise<string[] | undefined> {
  const dead: string[] = [];
  let name = 'lock';
  const places: string[] = [];
  while (!(await linked(fileSystem, own, join(directory, name)))) {
    const found = await textOf(fileSystem, directory, name);
    if (found === undefined) return undefined;
    await refuseLiving(directory, found);
    dead.push(found);
    name = `lock.${sha256Hex(found).slice(0, 18)}`;
    places.push(name);
  }
  if (dead[0] === undefined || dead[0] === (await textOf(fileSystem, directory, 'lock'))) return places;
  await fileSystem.remove(join(directory, name));
  return undefined;
}

async function refuseLiving(directory: string, found: string): Promise<void> {
  const owner = ownerOf(found);
  if (owner === undefined || (owner.host === hostname() && !(await isAlive(owner)))) return;
  throw new AuditLockedError(directory, owner.pid, owner.host);
}

/** A lock is made whole: one that cannot be read is what a power cut left of it, and nobody lives who made it. */
function ownerOf(text: string): Owner | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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

async function textOf(fileSystem: FileSystem, directory: string, name: string): Promise<string | undefined> {
  try {
    return await readText(fileSystem, directory, name);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
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
