// Sinks as part of a log: what they hold after an outage and a restart is the log.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Audit, type AuditNotice, createAudit, fileSink, type Sink, verify } from '../src/index.ts';
import { kafkaSink } from '../src/kafka.ts';
import { openSearchSink } from '../src/opensearch.ts';
import { migrate, postgresSink } from '../src/postgres.ts';
import { linesOf } from './command-log.ts';
import { startSearchServer } from './search-server.ts';
import { temporaryFolder } from './sink-host.ts';

const client = new PGlite();
beforeAll(() => migrate(client), 60_000); // it compiles a database first
afterAll(() => client.close());

async function logged(audit: Audit, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await audit.logDataAccess({ actor: { type: 'user', id: `u${index}` }, reason: 'a\0b\ud800' });
  }
}

/** What a sink holds, as a directory that `verify` reads. */
async function verified(lines: readonly string[]) {
  const directory = join(temporaryFolder(), 'copied');
  mkdirSync(directory);
  writeFileSync(join(directory, '0000000000000001.ndjson'), lines.map((line) => `${line}\n`).join(''));
  return verify(directory);
}

async function linesInTable(stream: string): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    'select line from scry_audit_events where stream = $1 order by seq',
    [stream],
  );
  return rows.map(({ line }) => line);
}

test('a log in PostgreSQL alone goes on after a restart where it ended, and verifies', async () => {
  for (const count of [3, 2]) {
    const audit = await createAudit({ name: 'only-table', sinks: [postgresSink(client)] });
    await logged(audit, count);
    await audit.close();
  }
  const lines = await linesInTable('only-table');
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual([1, 2, 3, 4, 5]);
  expect(await verified(lines)).toMatchObject({ ok: true, events: 5 });
});

test('an optional sink that was away is given what it missed, in its order, and holds the same lines', async () => {
  const directory = join(temporaryFolder(), 'audit');
  const sent: string[] = [];
  let isAway = true;
  const producer = {
    async send({ messages }: { messages: { value: string }[] }) {
      if (isAway) throw new Error('no leader');
      sent.push(...messages.map(({ value }) => value));
    },
  };
  const notices: AuditNotice[] = [];
  const audit = await createAudit({
    sinks: [fileSink({ directory }), kafkaSink({ producer, topic: 'audit' })],
    onEvent: (notice) => notices.push(notice),
  });
  await logged(audit, 3);
  await vi.waitFor(() => expect(notices.some(({ type }) => type === 'sink-failed')).toBe(true));
  isAway = false;
  await logged(audit, 1);
  await audit.flush();
  await audit.close();
  expect(sent).toEqual(linesOf(directory));
});

test('a search server that was away over a restart has each event once, in its order, with the bytes of the log', async () => {
  const server = await startSearchServer();
  const folder = temporaryFolder();
  const [directory, spoolDirectory] = [join(folder, 'audit'), join(folder, 'spool')];
  const open = (): { search: ReturnType<typeof openSearchSink>; sinks: Sink[] } => {
    const search = openSearchSink({ url: server.url, spoolDirectory, random: () => 0 });
    return { search, sinks: [fileSink({ directory }), search] };
  };
  const first = await createAudit({ sinks: open().sinks });
  await logged(first, 2);
  await vi.waitFor(() => expect(server.documents.size).toBe(2));
  await server.stop();
  await logged(first, 3);
  await first.flush();
  await first.close();
  await server.start();
  const { search, sinks } = open();
  const second = await createAudit({ sinks });
  await logged(second, 2);
  await second.flush();
  await search.drained();
  await second.close();
  expect([...server.documents.values()]).toEqual(linesOf(directory));
  expect(await verified([...server.documents.values()])).toMatchObject({ ok: true, events: 7 });
  expect(readFileSync(join(directory, '0000000000000001.ndjson'), 'utf8')).toContain('"seq":7');
});
