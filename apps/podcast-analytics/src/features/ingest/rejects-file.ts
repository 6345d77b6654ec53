import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Reject } from './batch.ts';

/** Where lines go that were not imported: one JSON object a line, with the line's number, what was wrong, and the line. */
export interface RejectsFile {
  /** Resolves when the disk has them. */
  write(rejects: readonly Reject[]): Promise<void>;
  close(): Promise<void>;
}

/** Replaces the file of an earlier import; without a reject there is none. */
export async function createRejectsFile(path: string): Promise<RejectsFile> {
  await rm(path, { force: true });
  let file: FileHandle | undefined;

  return {
    async write(rejects) {
      if (rejects.length === 0) return;
      file ??= await open(path, 'w');
      await file.appendFile(
        rejects.map(({ line, reason, raw }) => `${JSON.stringify({ line, reason, raw })}\n`).join(''),
      );
      await file.datasync();
    },
    async close() {
      await file?.close();
    },
  };
}
