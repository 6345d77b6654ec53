import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyDataDir } from '../../../../test/data-dir-template.ts';
import { openDatabase } from '../open-database.ts';
import { startPgliteServer } from './pglite-server.ts';

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ path: folder, remove } = emptyDataDir());
});
afterEach(() => remove());

describe('the embedded database', () => {
  test('keeps its data over a close, and lets its directory go', async () => {
    const first = await openDatabase({ dataDir: folder });
    await first.query(`INSERT INTO shows (key) VALUES ('kept')`);
    await expect(openDatabase({ dataDir: folder })).rejects.toThrow(`in use by process ${process.pid}`);
    await first.close();
    const second = await openDatabase({ dataDir: folder });
    expect(await second.query('SELECT key FROM shows')).toEqual([{ key: 'kept' }]);
    await second.close();
  });

  test('leaves the event loop free while it computes', async () => {
    const database = await openDatabase({ dataDir: folder });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await database.query('SELECT count(*) FROM generate_series(1, 2000000)');
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(10);
    await database.close();
  });

  test('refuses a folder with other files, and leaves it as it was', async () => {
    rmSync(join(folder, 'VERSION'));
    await expect(openDatabase({ dataDir: folder })).rejects.toThrow(
      'is not a data directory: it has no file VERSION but holds pgdata',
    );
    expect(readdirSync(folder)).toEqual(['pgdata']);
  });

  test('refuses a directory of another version', async () => {
    writeFileSync(join(folder, 'VERSION'), '17\n');
    const opening = openDatabase({ dataDir: folder });
    await expect(opening).rejects.toThrow('has version 17, and this program reads version 18');
  });

  test('refuses a file in place of the directory', async () => {
    const file = join(folder, 'VERSION');
    await expect(openDatabase({ dataDir: file })).rejects.toThrow(file);
  });

  test('says where it does not start, and lets the directory go', async () => {
    const file = join(folder, 'pgdata', 'PG_VERSION');
    writeFileSync(file, '12\n');
    const opening = openDatabase({ dataDir: folder });
    await expect(opening).rejects.toThrow(`The embedded database in ${join(folder, 'pgdata')} does not start`);
    writeFileSync(file, '18\n');
    await (await openDatabase({ dataDir: folder })).close();
  });

  test('is refused to a second process while the first lives, and open to it with all that was committed when that is killed', async () => {
    const fixture = join(import.meta.dirname, 'insert-forever.fixture.ts');
    const child = spawn(process.execPath, [fixture, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let acknowledged = 0;
    for await (const chunk of child.stdout) {
      acknowledged = Number(String(chunk).trim().split('\n').at(-1));
      if (acknowledged < 20 || child.killed) continue;
      const opening = openDatabase({ dataDir: folder });
      await expect(opening).rejects.toThrow(`in use by process ${child.pid} (${join(folder, 'lock')})`);
      child.kill('SIGKILL');
    }
    if (child.signalCode === null) await once(child, 'exit');
    const database = await openDatabase({ dataDir: folder });
    const [row] = await database.query<{ n: number }>('SELECT count(*) AS n FROM shows');
    expect(row?.n).toBeGreaterThanOrEqual(acknowledged);
    await database.close();
  });
});

describe('the thread of the embedded database', () => {
  test('discards what a client left unfinished before the next one connects', async () => {
    const server = await startPgliteServer(join(folder, 'pgdata'));
    const connect = async () => {
      const client = new pg.Client({ stream: () => server.connect(), user: 'postgres', ssl: false });
      client.on('error', () => {}); // the second one ends the first one's session
      await client.connect();
      return client;
    };
    const first = await connect();
    await first.query('CREATE TABLE notes (id int)');
    await first.query('BEGIN; INSERT INTO notes VALUES (1); SET search_path = nowhere');
    const second = await connect();
    expect((await second.query('SELECT count(*)::int AS n FROM notes')).rows).toEqual([{ n: 0 }]);
    await second.end();
    await server.close();
  });

  test('rejects what is pending and what comes later with one clear error when it crashes', async () => {
    const server = await startPgliteServer(join(folder, 'pgdata'));
    const pool = new pg.Pool({ stream: () => server.connect(), max: 1, user: 'postgres', ssl: false });
    pool.on('error', () => {});
    const pending = [1, 2, 3].map(() => pool.query('SELECT count(*) FROM generate_series(1, 100000000)'));
    const outcomes = Promise.allSettled(pending);
    await server.kill();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { message: expect.stringContaining('The embedded database has stopped') },
      });
    }
    await expect(pool.query('SELECT 1')).rejects.toThrow('The embedded database has stopped');
    await pool.end();
  });
});
