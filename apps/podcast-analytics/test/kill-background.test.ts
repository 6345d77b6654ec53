import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, type PostgresServer, postgres, startPostgres } from 'services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../src/demo/random.ts';
import type { Database } from '../src/platform/db/database.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { emptyDataDir } from './data-dir-template.ts';
import { openBackground } from './write-events.ts';

/** Past every lease, so that the next process need not wait for those of the one that was killed. */
const betweenProcessesMs = 600_000;

describe('processes that are killed while they write, publish and run, on PGlite', () => {
  const dataDir = emptyDataDirLater();
  // Each costs the start of an embedded database.
  test(
    'lose nothing that was committed, and show nothing that was not',
    () => killAndCheck(() => dataDir.path(), 3, 1),
    600_000,
  );
});

describeWith(postgres, 'processes that are killed while they write, publish and run, on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ fsync: false });
  }, 60_000);
  afterAll(() => server.stop());

  test(
    'lose nothing that was committed, and show nothing that was not',
    () => killAndCheck(() => server.url, 10, 2),
    600_000,
  );
});

async function killAndCheck(where: () => string, rounds: number, processes: number): Promise<void> {
  const outPath = join(tmpdir(), `scry-kill-${process.pid}-${rounds}.txt`);
  writeFileSync(outPath, '');
  const random = seededRandom(rounds);
  await withDatabase(where(), (database) => database.query('CREATE TABLE notes (subject text PRIMARY KEY)'));
  for (let round = 0; round < rounds; round++) {
    const slots = Array.from({ length: processes }, (_, slot) => slot);
    const kills = slots.map((slot) => {
      const writer = startWriter([where(), outPath, String(round * betweenProcessesMs), `tenant-${slot}`]);
      return killAfter(writer, 1 + Math.floor(random() * 40), random() * 30);
    });
    await Promise.all(kills);
  }

  await withDatabase(where(), async (database) => {
    const told = readFileSync(outPath, 'utf8').trim().split('\n');
    const before = told.length;
    const { relay, jobs } = openBackground(
      database,
      () => rounds * betweenProcessesMs,
      (...line) => told.push(line.join(' ')),
    );
    while ((await relay.publishDue()) > 0);
    await jobs.runDue();
    const notes = await database.query<{ subject: string }>('SELECT subject FROM notes ORDER BY 1');
    const committed = notes.map(({ subject }) => subject);
    expect(before).toBeGreaterThan(rounds);
    expect(committed.filter((subject) => !subject.startsWith('note-'))).toEqual([]);
    expect(subjectsOf(told, 'event').sort()).toEqual(committed);
    expect(subjectsOf(told, 'job').sort()).toEqual(committed);
    const tenants = await database.query<{ tenant_id: string }>('SELECT tenant_id FROM outbox_lanes');
    for (const { tenant_id: tenant } of tenants) {
      const written = await database.query<{ subject: string }>(
        'SELECT subject FROM outbox_events WHERE tenant_id = $1 ORDER BY position',
        [tenant],
      );
      expect(subjectsOf(told, `event ${tenant}`)).toEqual(written.map(({ subject }) => subject));
    }
  });
  rmSync(outPath);
}

/** Each once, in the order in which they were first told. */
function subjectsOf(told: readonly string[], prefix: string): string[] {
  return [...new Set(told.filter((line) => line.startsWith(`${prefix} `)).map((line) => line.split(' ')[2] ?? ''))];
}

function startWriter(args: readonly string[]) {
  const fixture = join(import.meta.dirname, 'write-events.fixture.ts');
  const node = ['--conditions=@scry/source', fixture];
  return spawn(process.execPath, [...node, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Kills a process a moment after it has written so many times. */
async function killAfter(child: ReturnType<typeof startWriter>, writes: number, delayMs: number): Promise<void> {
  let seen = 0;
  child.stdout.on('data', (chunk) => {
    const before = seen;
    seen += String(chunk).length / 2;
    if (before < writes && seen >= writes) setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
}

async function withDatabase(where: string, work: (database: Database) => Promise<unknown>): Promise<void> {
  const database = await openDatabase(where.startsWith('postgres:') ? { url: where } : { dataDir: where });
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

function emptyDataDirLater(): { path(): string } {
  let dataDir: ReturnType<typeof emptyDataDir> | undefined;
  beforeAll(() => {
    dataDir = emptyDataDir();
  });
  afterAll(() => dataDir?.remove());
  return { path: () => dataDir?.path ?? '' };
}
