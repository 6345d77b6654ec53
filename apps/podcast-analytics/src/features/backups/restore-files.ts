import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupDamagedError } from './backup-error.ts';
import type { BackupPart } from './read-backup.ts';

type FilePart = Extract<BackupPart, { type: 'file' | 'bytes' | 'file-end' }>;

/** Files of a backup, on their way into a data directory. */
export interface FileRestore {
  /** Where they wait. */
  readonly folder: string;
  take(part: FilePart): Promise<void>;
  /** Puts them in place. What they replace is kept in a folder beside them, whose path is returned. */
  settle(): Promise<string | undefined>;
  /** Removes what was not put in place. */
  discard(): Promise<void>;
}

export function createFileRestore(dataDir: string): FileRestore {
  const id = randomUUID();
  const folder = join(dataDir, `restoring-${id}`);
  const replaced = join(dataDir, `replaced-${id}`);
  let file: FileHandle | undefined;

  return {
    folder,

    async take(part) {
      if (part.type === 'file') {
        const path = join(folder, part.path);
        await mkdir(dirname(path), { recursive: true });
        file = await open(path, 'wx', 0o600);
        return;
      }
      if (!file) throw new BackupDamagedError('The backup holds bytes of no file.');
      if (part.type === 'bytes') {
        await file.writeFile(part.bytes);
        return;
      }
      await file.sync();
      await file.close();
      file = undefined;
    },

    async settle() {
      let isReplaced = false;
      for (const name of await readdir(folder).catch(() => [])) {
        const place = join(dataDir, name);
        if (await stat(place).catch(() => undefined)) {
          await mkdir(replaced, { recursive: true });
          await rename(place, join(replaced, name));
          isReplaced = true;
        }
        await rename(join(folder, name), place);
      }
      return isReplaced ? replaced : undefined;
    },

    async discard() {
      await file?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
