import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
        for await (const line of linesOf(path)) {
          if (found.length === limit) return found;
          if (mentions(line)) found.push({ file: path.slice(dataDir.length + 1), line });
        }
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

function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
}

/** The rest goes into another file, which takes its place: nobody ever reads half of it. It is no younger for that. */
async function eraseIn(path: string, mentions: Mentions): Promise<number> {
  let erased = 0;
  for await (const line of linesOf(path)) if (mentions(line)) erased += 1;
  if (erased === 0) return 0;
  const { atime, mtime } = await stat(path);
  const rest = await open(`${path}.tmp`, 'w', 0o600);
  try {
    for await (const line of linesOf(path)) if (!mentions(line)) await rest.appendFile(`${line}\n`);
    await rest.sync();
  } finally {
    await rest.close();
  }
  await utimes(`${path}.tmp`, atime, mtime);
  await rename(`${path}.tmp`, path);
  return erased;
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
