import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../platform/logger.ts';
import { createPoller, type Poller } from '../../platform/poller.ts';
import { setAsideName } from '../ingest/spool/set-aside-file.ts';
import { rejectsName } from '../ingest/uploads/upload-files.ts';

const dayMs = 86_400_000;
export const rejectsDays = 7;
/** Longer: somebody has to find out why, and to import them. */
export const setAsideDays = 30;

/** Files of lines that tell addresses: what came in and could not be stored. */
const kinds = [
  { folder: 'uploads', name: rejectsName, keepDays: rejectsDays },
  { folder: 'spool', name: setAsideName, keepDays: setAsideDays },
] as const;

/** Whether a line speaks of whom it is about. */
export type Mentions = (line: string) => boolean;

export interface PersonalFiles {
  find(mentions: Mentions, limit: number): Promise<readonly { readonly file: string; readonly line: string }[]>;
  /** Takes lines out; resolves with how many. */
  erase(mentions: Mentions): Promise<number>;
  /** Removes those that are kept no longer; resolves with how many. */
  removeExpired(): Promise<number>;
}

export function createPersonalFiles(dataDir: string, now: () => number): PersonalFiles {
  async function files(): Promise<readonly { readonly path: string; readonly keepDays: number }[]> {
    const found = kinds.map(async ({ folder, name, keepDays }) => {
      const names = await readdir(join(dataDir, folder)).catch(() => []);
      return names.filter((each) => name.test(each)).map((each) => ({ path: join(dataDir, folder, each), keepDays }));
    });
    return (await Promise.all(found)).flat();
  }

  return {
    async find(mentions, limit) {
      const found: { file: string; line: string }[] = [];
      for (const { path } of await files()) {
        await withFile(path, 'r', async (file) => {
          for await (const { text: line } of linesOf(file)) {
            if (found.length === limit) return;
            if (mentions(line)) found.push({ file: path.slice(dataDir.length + 1), line });
          }
        });
      }
      return found;
    },

    async erase(mentions) {
      let lines = 0;
      for (const { path } of await files()) lines += await eraseIn(path, mentions);
      return lines;
    },

    async removeExpired() {
      let removed = 0;
      for (const { path, keepDays } of await files()) {
        if ((await stat(path)).mtimeMs >= now() - keepDays * dayMs) continue;
        await rm(path, { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}

interface Line {
  readonly text: string;
  /** Where its bytes lie. */
  readonly start: number;
  readonly bytes: number;
}

const lineFeed = 10;

/** Cut at line feeds alone: JSON may hold U+2028, which ends a line elsewhere. */
async function* linesOf(file: FileHandle): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let start = 0;
  const close = (): Line => {
    const bytes = Buffer.concat(parts);
    const line = { text: bytes.toString(), start, bytes: bytes.length };
    start += bytes.length + 1;
    parts = [];
    return line;
  };
  const chunks: AsyncIterable<Buffer> = file.createReadStream({ start: 0, autoClose: false });
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      parts.push(chunk.subarray(from, end));
      yield close();
      from = end + 1;
    }
    parts.push(chunk.subarray(from));
  }
  yield close();
}

/** Blanks lines where they stand: the file may be written to meanwhile, and another one in its place would not have that. */
async function eraseIn(path: string, mentions: Mentions): Promise<number> {
  let erased = 0;
  await withFile(path, 'r+', async (file) => {
    const { atime, mtime } = await file.stat();
    for await (const { text, start, bytes } of linesOf(file)) {
      if (!mentions(text)) continue;
      await file.write(Buffer.alloc(bytes, ' '), 0, bytes, start);
      erased += 1;
    }
    if (erased === 0) return;
    await file.utimes(atime, mtime); // it is no younger for that
    await file.sync();
  });
  return erased;
}

/** Nothing where it is gone: its time has come, or its log is imported again. */
async function withFile(path: string, flags: 'r' | 'r+', work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, flags).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return;
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

const expiryMs = 3_600_000;

/** Looks every hour. Each server for itself: nobody else reaches its files. */
export function expireFiles(dataDir: string, now: () => number, logger: Logger): Poller {
  const { removeExpired } = createPersonalFiles(dataDir, now);
  const work = () => removeExpired().then(() => 0);
  const poller = createPoller({ name: 'files that are kept no longer', work, idleMs: expiryMs, logger });
  poller.start();
  return poller;
}
