import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { conflict } from '../../platform/http/request-error.ts';

/** What is on the disk until the database has it. */
const waiting = [
  { folder: 'spool', name: /\.spool$/ },
  { folder: 'conversion-spool', name: /\.spool$/ },
  { folder: 'uploads', name: /\.log$/ },
] as const;

async function waitingFiles(dataDir: string): Promise<string[]> {
  const found = waiting.map(async ({ folder, name }) => {
    const names = await readdir(join(dataDir, folder)).catch(() => []);
    return names.filter((each) => name.test(each)).map((each) => join(folder, each));
  });
  return (await Promise.all(found)).flat();
}

/**
 * Resolves when all that waits on the disk at this moment is stored, where it can be found. What comes meanwhile is not waited for.
 *
 * @throws {RequestError} where that takes too long.
 */
export async function untilStored(dataDir: string, { tries = 100, everyMs = 100 } = {}): Promise<void> {
  const first = await waitingFiles(dataDir);
  for (let left = tries; ; left--) {
    const files = new Set(await waitingFiles(dataDir));
    const still = first.filter((file) => files.has(file));
    if (still.length === 0) return;
    if (left === 0) {
      throw conflict(
        `${still.join(', ')} of DATA_DIR: expected to be stored by now, and may tell of whom you ask. The console stores what waits there: ask at /account/privacy while it runs.`,
      );
    }
    await sleep(everyMs);
  }
}
