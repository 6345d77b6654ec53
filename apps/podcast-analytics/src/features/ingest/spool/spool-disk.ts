import { type FileHandle, mkdir, open, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDataDir } from '../../../platform/db/pglite/data-dir-lock.ts';

/** One file that is being written. */
export interface SpoolFile {
  /** Appends all of the bytes, or rejects. */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when content and size are on stable storage. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The few calls that a spool makes of a directory, so that a test can stand under them. */
export interface SpoolDisk {
  list(): Promise<readonly { readonly name: string; readonly bytes: number }[]>;
  /** Fails where there is such a file already. */
  create(name: string): Promise<SpoolFile>;
  read(name: string): Promise<Buffer>;
  truncate(name: string, bytes: number): Promise<void>;
  remove(name: string): Promise<void>;
  /** Resolves when the names are on stable storage. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Nobody else may read them: hits have addresses until they are stored. */
const fileMode = 0o600;
const directoryMode = 0o700;

/** Takes a directory for this process. @throws {DataDirLockedError} while another process has it. */
export async function openSpoolDisk(directory: string): Promise<SpoolDisk> {
  await mkdir(directory, { recursive: true, mode: directoryMode });
  const path = (name: string) => join(directory, name);
  const release = lockDataDir(path('lock'));
  return {
    list: async () =>
      Promise.all((await readdir(directory)).map(async (name) => ({ name, bytes: (await stat(path(name))).size }))),
    create: async (name) => spoolFile(await open(path(name), 'ax', fileMode)),
    read: (name) => readFile(path(name)),
    truncate: (name, bytes) => truncate(path(name), bytes),
    remove: (name) => rm(path(name), { force: true }),
    async sync() {
      const handle = await open(directory, 'r');
      await handle.sync().finally(() => handle.close());
    },
    close: async () => release(),
  };
}

function spoolFile(handle: FileHandle): SpoolFile {
  return {
    append: (bytes) => handle.appendFile(bytes),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}
