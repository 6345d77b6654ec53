import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What lies on this machine of an upload: the log until it is imported, and the lines that were no hits for a while. */
export interface UploadFiles {
  /** Resolves with the size, when the disk has all of it. */
  save(id: number, content: Readable, signal: AbortSignal): Promise<number>;
  logPath(id: number): string;
  rejectsPath(id: number): string;
  removeLog(id: number): Promise<void>;
  /** Uploads whose import is not done, the oldest first. */
  waiting(): Promise<number[]>;
  /** Removes what was cut off while it was uploaded, whose ids it resolves with. */
  sweep(): Promise<number[]>;
}

export const rejectsName = /^\d+\.rejects$/;

/** Nobody else may read them. */
const fileMode = 0o600;

export async function openUploadFiles(directory: string): Promise<UploadFiles> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = (id: number, kind: string) => join(directory, `${id}.${kind}`);
  const idsOf = async (kind: string) =>
    (await readdir(directory))
      .flatMap((name) => (new RegExp(`^\\d+\\.${kind}$`).test(name) ? [Number.parseInt(name, 10)] : []))
      .sort((a, b) => a - b);
  return {
    async save(id, content, signal) {
      const part = path(id, 'part');
      try {
        await pipeline(content, createWriteStream(part, { flags: 'wx', mode: fileMode, flush: true }), { signal });
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      await rename(part, path(id, 'log'));
      await syncDirectory(directory);
      return (await stat(path(id, 'log'))).size;
    },
    logPath: (id) => path(id, 'log'),
    rejectsPath: (id) => path(id, 'rejects'),
    removeLog: (id) => rm(path(id, 'log'), { force: true }),
    waiting: () => idsOf('log'),
    async sweep() {
      const cutOff = await idsOf('part');
      for (const id of cutOff) await rm(path(id, 'part'), { force: true });
      return cutOff;
    },
  };
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
