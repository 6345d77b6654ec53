import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generateLog } from '../src/demo/generate-log.ts';
import { seededRandom } from '../src/demo/random.ts';
import type { Database } from '../src/platform/db/database.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { emptyDataDir } from './data-dir-template.ts';
import { importFile } from './import-file.ts';

/** Each costs the start of a process, and each is killed while it imports. */
const rounds = 7;
const lines = 11_000;

test('an import that is killed again and again loses no row and counts none twice when it is run to its end', async () => {
  const random = seededRandom(9);
  const killed = emptyDataDir();
  const whole = emptyDataDir();
  const path = `${whole.path}.log`;
  writeFileSync(
    path,
    `${[...generateLog({ seed: 9, lines, from: Date.UTC(2026, 0, 30), days: 4 })].join('\n')}\nnonsense\n`,
  );

  let acknowledged = 0;
  for (let round = 0; round < rounds; round++) {
    const stored = await killAfter(startImport(killed.path, path), Math.floor(random() * 3), random() * 120);
    acknowledged = Math.max(acknowledged, stored);
  }
  const opened = await openDatabase({ dataDir: killed.path });
  const [row] = await opened.query<{ n: number }>('SELECT count(*) AS n FROM hits');
  expect(row?.n).toBeGreaterThanOrEqual(acknowledged);
  await opened.close();

  await importFile(killed.path, path);
  await importFile(whole.path, path);
  const afterKills = await numbers(killed.path);
  expect(afterKills).toEqual(await numbers(whole.path));
  expect(afterKills.hits).toEqual([{ n: lines }]);
  for (const dataDir of [killed, whole]) dataDir.remove();
  for (const file of [path, `${path}.rejects.ndjson`]) rmSync(file);
}, 180_000);

function startImport(dataDir: string, path: string) {
  const fixture = join(import.meta.dirname, 'import-file.fixture.ts');
  return spawn(process.execPath, [fixture, dataDir, path], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Kills an import that has begun, a moment after so many batches; resolves with the hits that it had told to be stored. */
async function killAfter(child: ReturnType<typeof startImport>, batches: number, delayMs: number): Promise<number> {
  let stored = 0;
  let seen = -1;
  child.stdout.on('data', (chunk) => {
    for (const line of String(chunk).trim().split('\n')) {
      stored = Number(line);
      if (++seen === batches) setTimeout(() => child.kill('SIGKILL'), delayMs);
    }
  });
  await once(child, 'exit');
  return stored;
}

async function numbers(dataDir: string) {
  const database = await openDatabase({ dataDir });
  const result = {
    hits: await database.query('SELECT count(*) AS n FROM hits'),
    outcomes: await byEpisode(database, 'day, outcome, n', 'outcome_days'),
    downloads: await byEpisode(database, 'day, dimension, name, n', 'download_days'),
  };
  await database.close();
  return result;
}

function byEpisode(database: Database, columns: string, from: string): Promise<unknown[]> {
  return database.query(
    `SELECT e.key, ${columns} FROM ${from} JOIN episodes e ON e.id = episode_id ORDER BY 1, 2, 3, 4`,
  );
}
