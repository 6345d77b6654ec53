import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A JSON document that people and the program change: nobody ever reads half of it. */
export interface DocumentFile {
  readonly path: string;
  /** Leaves one that is there as it is. */
  create(document: object): Promise<void>;
  write(document: object): Promise<void>;
}

export function documentFile(path: string): DocumentFile {
  return {
    path,
    async create(document) {
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeFile(path, textOf(document), { flag: 'wx' });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
    },
    async write(document) {
      const draft = `${path}.${randomUUID()}.tmp`;
      try {
        const file = await open(draft, 'wx');
        try {
          await file.writeFile(textOf(document));
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
  };
}

function textOf(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
