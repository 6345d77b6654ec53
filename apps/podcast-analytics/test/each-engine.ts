import { describeWith, type PostgresServer, postgres, startPostgres } from 'services';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Database } from '../src/platform/db/database.ts';
import { type DatabaseOptions, openDatabase } from '../src/platform/db/open-database.ts';
import { emptyDataDir } from './data-dir-template.ts';

/** Opens a new and empty database of the engine under test. */
export type OpenEmpty = (options?: Pick<DatabaseOptions, 'retry'>) => Promise<Database>;

/** Runs the same suite on the embedded database and on a PostgreSQL server. */
export function describeEachEngine(title: string, suite: (open: OpenEmpty) => void): void {
  describe(`${title}, on PGlite`, () => {
    const dataDirs: ReturnType<typeof emptyDataDir>[] = [];
    afterAll(() => {
      for (const dataDir of dataDirs) dataDir.remove();
    });
    suite((options) => {
      const dataDir = emptyDataDir();
      dataDirs.push(dataDir);
      return openDatabase({ ...options, dataDir: dataDir.path });
    });
  });

  describeWith(postgres, `${title}, on PostgreSQL`, () => {
    let server: PostgresServer;
    let admin: Database;
    let databases = 0;

    beforeAll(async () => {
      server = await startPostgres({ fsync: false });
      admin = await openDatabase({ url: server.url });
    }, 60_000);
    afterAll(async () => {
      await admin.close();
      await server.stop();
    });

    suite(async (options) => {
      const name = `test_${++databases}`;
      await admin.query(`CREATE DATABASE ${name}`);
      return openDatabase({ ...options, url: server.url.replace(/[^/]*$/, name) });
    });
  });
}
