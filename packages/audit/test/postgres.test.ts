import { PGlite } from '@electric-sql/pglite';
import fc from 'fast-check';
import pg from 'pg';
import { describeWith, type PostgresServer, postgres, startPostgres } from 'services';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { matcher } from '../src/audit-filter.ts';
import type { AuditEvent, AuditFilter } from '../src/index.ts';
import { migrate, type PostgresLike, postgresSink } from '../src/postgres.ts';
import { fullEvent, sampleEvent, sampleEvents } from './sample-events.ts';
import { sampleLines, sinkHost } from './sink-host.ts';

const durable = { durable: true };
let count = 0;

/** Events of a stream of their own: the table cannot be emptied, and that is the point of it. */
function ownStream(): string {
  return `stream-${++count}-${Math.random()}`;
}

function eventsOf(stream: string, events: readonly AuditEvent[]): AuditEvent[] {
  return events.map((event) => ({ ...event, stream, id: `${stream}-${event.seq}` }));
}

async function found(client: PostgresLike, filter: AuditFilter): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  for await (const event of postgresSink(client).query?.(filter) ?? []) events.push(event);
  return events;
}

async function append(client: PostgresLike, events: readonly AuditEvent[]): Promise<void> {
  await postgresSink(client).append(
    events.map((event) => JSON.stringify(event)),
    durable,
  );
}

async function linesIn(client: PostgresLike, stream: string): Promise<string[]> {
  const result = await client.query('select line from scry_audit_events where stream = $1 order by position', [stream]);
  const rows = 'rows' in result ? result.rows : result;
  return (rows as { line: string }[]).map(({ line }) => line);
}

/** What holds on every engine. */
function holds(client: () => PostgresLike): void {
  let stream = '';
  beforeEach(() => {
    stream = ownStream();
  });

  test('keeps each event with the line that was hashed', async () => {
    const events = eventsOf(stream, [sampleEvent(), { ...fullEvent, seq: 2 }]);
    await append(client(), events);
    expect(await linesIn(client(), stream)).toEqual(events.map((event) => JSON.stringify(event)));
    expect(await found(client(), { correlationId: 'c-1', text: stream })).toEqual([events[1]]);
  });

  test('takes nothing for nothing', async () => {
    await postgresSink(client()).append([], durable);
  });

  test('takes what comes a second time for taken, by its id', async () => {
    const events = eventsOf(stream, sampleEvents(3));
    await append(client(), events.slice(0, 2));
    await append(client(), events);
    expect(await linesIn(client(), stream)).toEqual(events.map((event) => JSON.stringify(event)));
  });

  test('keeps texts that PostgreSQL has no columns for', async () => {
    const hostile = `a\0b\ud800c'; drop table scry_audit_events; --\u2028`;
    const actor = { type: 'user', id: hostile } as const;
    const events = eventsOf(stream, [sampleEvent({ actor, details: { hostile } })]);
    await append(client(), events);
    expect(await linesIn(client(), stream)).toEqual([JSON.stringify(events[0])]);
    expect(await found(client(), { actorId: hostile, text: stream })).toEqual(events);
    expect(await found(client(), { actorId: hostile.replace('\0', '\ufffd'), text: stream })).toEqual([]);
  });

  test.each(['update scry_audit_events set action = $1', 'delete from scry_audit_events where stream = $1'])(
    'refuses %s, and keeps all',
    async (statement) => {
      await append(client(), eventsOf(stream, [sampleEvent()]));
      await expect(client().query(statement, [stream])).rejects.toThrow(
        /scry_audit_events is append-only: (UPDATE|DELETE) is refused/,
      );
      expect(await linesIn(client(), stream)).toHaveLength(1);
    },
  );

  test.each([
    'truncate scry_audit_events',
    'update scry_audit_events set action = action where false',
    "insert into scry_audit_events select * from scry_audit_events limit 1 on conflict (id) do update set action = 'x'",
    "set session_replication_role = 'replica'; delete from scry_audit_events",
  ])('refuses %s', async (statement) => {
    // Several statements make one call, and are undone together.
    const run = client().query(statement.includes(';') ? `do $$ begin ${statement}; end $$` : statement);
    await expect(Promise.resolve(run)).rejects.toThrow(/append-only|cannot insert/);
  });

  test('is migrated again without a loss, also by several at once', async () => {
    await append(client(), eventsOf(stream, [sampleEvent()]));
    await Promise.all([migrate(client()), migrate(client()), migrate(client())]);
    expect(await linesIn(client(), stream)).toHaveLength(1);
    await expect(client().query('delete from scry_audit_events')).rejects.toThrow('append-only');
  });

  test('tells where the chain of a stream ends', async () => {
    const host = { ...sinkHost(), stream };
    expect(await postgresSink(client()).open?.(host)).toBeUndefined();
    await append(
      client(),
      eventsOf(
        stream,
        sampleEvents(12, (index) => ({ hash: String(index).repeat(64).slice(0, 64) })),
      ),
    );
    expect(await postgresSink(client()).open?.(host)).toEqual({ seq: 12, hash: '11'.repeat(32) });
  });

  test('finds what a search in memory finds, whatever is asked', { timeout: 120_000 }, async () => {
    const pick = <T>(values: readonly T[], index: number): T | undefined => values[index % values.length];
    const events = eventsOf(
      stream,
      sampleEvents(40, (index) => ({
        action: pick(['data.read', 'data.write', 'auth.logout', 'data%'], index) ?? '',
        outcome: pick(['SUCCESS', 'DENIED'] as const, index >> 1) ?? 'SUCCESS',
        actor: {
          type: 'user',
          id: pick(['u1', 'U1', "o'neil"], index) ?? '',
          ...(index % 3 === 0 && { tenantId: 't1' }),
        },
        ...(index % 4 === 0 && {
          resource: { type: 'report', id: `r${index % 8}`, tenantId: pick(['t1', 't2'], index >> 2) ?? '' },
        }),
        ...(index % 5 === 0 && { correlationId: `c${index}`, reason: 'ÄÖ_100%\\ "İ' }),
      })),
    );
    await append(client(), events);
    const maybe = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const filters = fc.record({
      from: maybe('2026-11-01T05:00:00Z', '2026-11-02'),
      to: maybe('2026-11-02T05:00:00+02:00', '2026-11-01'),
      action: maybe('data.read', 'data.*', 'data%', '*', 'dat_*'),
      outcome: maybe('SUCCESS' as const, 'DENIED' as const),
      actorId: maybe('u1', "o'neil", 'nobody'),
      resourceType: maybe('report'),
      resourceId: maybe('r0', 'r4'),
      tenantId: maybe('t1', 't2'),
      correlationId: maybe('c5', 'c10'),
      text: maybe('DATA.READ', 'äö_1', '100%', 'o\\', '"u1"', "'"),
      limit: maybe(0, 1, 7, 100),
    });
    await fc.assert(
      fc.asyncProperty(filters, async ({ limit, ...asked }) => {
        // An option that is undefined is one that was not given.
        const filter = Object.fromEntries(
          Object.entries(asked).filter(([, value]) => value !== undefined),
        ) as AuditFilter;
        const expected = events.filter(matcher(filter)).slice(0, limit);
        const all = await found(client(), { ...filter, ...(limit !== undefined && { limit: limit + 10_000 }) });
        expect(all.filter((event) => event.stream === stream).slice(0, limit)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('reads no more than the limit, over pages', { timeout: 60_000 }, async () => {
    const events = eventsOf(
      stream,
      sampleEvents(2_100, () => ({ correlationId: stream })),
    );
    await append(client(), events);
    expect(await found(client(), { correlationId: stream })).toEqual(events);
    expect(await found(client(), { correlationId: stream, limit: 1_500 })).toEqual(events.slice(0, 1_500));
    expect(await found(client(), { correlationId: stream, limit: 0 })).toEqual([]);
  });
}

describe('postgresSink with PGlite', () => {
  const client = new PGlite();
  beforeAll(() => migrate(client), 60_000); // it compiles a database first
  afterAll(() => client.close());

  holds(() => client);
});

describeWith(postgres, 'postgresSink with pg', () => {
  let server: PostgresServer;
  let pool: pg.Pool;

  beforeAll(async () => {
    server = await startPostgres({ fsync: false });
    pool = new pg.Pool({ connectionString: server.url });
    pool.on('error', () => {}); // a server that is killed takes its connections along
    await migrate(pool);
  }, 60_000);
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  holds(() => pool);

  test('takes a client that answers with rows alone, as postgres.js does', async () => {
    const client = { query: async (text: string, values: string[] = []) => (await pool.query(text, values)).rows };
    const stream = ownStream();
    await append(client, eventsOf(stream, [sampleEvent()]));
    expect(await found(client, { text: stream })).toHaveLength(1);
  });

  test('rejects while the server is away, and has each event once when it comes again', {
    timeout: 60_000,
  }, async () => {
    const stream = ownStream();
    const events = eventsOf(stream, sampleEvents(3));
    await append(pool, events.slice(0, 1));
    await server.kill();
    await expect(append(pool, events)).rejects.toThrow();
    await server.restart();
    await append(pool, events);
    expect(await linesIn(pool, stream)).toEqual(events.map((event) => JSON.stringify(event)));
  });

  test('needs INSERT and SELECT and no more', async () => {
    await pool.query('create role writer; grant select, insert on scry_audit_events to writer');
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query('set role writer');
    const stream = ownStream();
    await append(client, eventsOf(stream, [sampleEvent()]));
    expect(await found(client, { text: stream })).toHaveLength(1);
    await expect(client.query('alter table scry_audit_events disable trigger all')).rejects.toThrow('must be owner');
    await client.end();
  });
});

test('is required unless it is told otherwise, and leaves the client open', async () => {
  const client = { query: async () => [] };
  expect([postgresSink(client).required, postgresSink(client, { required: false }).required]).toEqual([true, false]);
  await postgresSink(client).close();
  expect(sampleLines(1)).toHaveLength(1);
});
