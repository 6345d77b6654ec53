// What is asked of PostgreSQL and Kafka, without either.
import { describe, expect, test } from 'vitest';
import { kafkaSink } from '../src/kafka.ts';
import { migrate, type PostgresLike, postgresSink } from '../src/postgres.ts';
import { fullEvent, sampleEvent, sampleEvents } from './sample-events.ts';
import { sampleLines, sinkHost } from './sink-host.ts';

const durable = { durable: true };

/** A client that notes each statement and answers with the next rows. */
function recorder(...answers: (readonly unknown[])[]) {
  const statements: [text: string, values: string[] | undefined][] = [];
  const client: PostgresLike = {
    async query(text, values) {
      statements.push([text, values]);
      return { rows: answers.shift() ?? [] };
    },
  };
  return { statements, client };
}

function pageOf(count: number, from: number): { place: string; line: string }[] {
  return sampleEvents(count).map((event, index) => ({ place: String(from + index), line: JSON.stringify(event) }));
}

async function found(client: PostgresLike, filter: object): Promise<number> {
  let count = 0;
  for await (const _ of postgresSink(client).query?.(filter) ?? []) count++;
  return count;
}

describe('postgresSink', () => {
  test('writes all lines with one value, each with what it is found by', async () => {
    const { statements, client } = recorder();
    const line = JSON.stringify({ ...fullEvent, actor: { type: 'user', id: 'a\0' } });
    const bare = JSON.stringify(sampleEvent({ id: 'x' }));
    await postgresSink(client).append([], durable);
    expect(statements).toEqual([]);
    await postgresSink(client).append([line, bare], durable);
    expect(statements).toHaveLength(1);
    const [text, values] = statements[0] ?? [];
    expect(text).toMatch(
      /^insert into scry_audit_events \(id, stream, seq, [^)]*\)\nselect [\s\S]*order by seq on conflict \(id\) do nothing$/,
    );
    expect(values?.map((value) => JSON.parse(value))).toEqual([
      [
        {
          id: fullEvent.id,
          stream: 'audit',
          seq: 7,
          time: fullEvent.time,
          action: 'data.export',
          outcome: 'PARTIAL',
          hash: fullEvent.hash,
          line,
          actor_id: 'a\ufffd',
          resource_type: 'report',
          resource_id: 'r1',
          resource_tenant_id: 't2',
          correlation_id: 'c-1',
        },
        {
          id: 'x',
          stream: 'audit',
          seq: 1,
          time: sampleEvent().time,
          action: 'data.read',
          outcome: 'SUCCESS',
          hash: sampleEvent().hash,
          line: bare,
          actor_id: 'u1',
        },
      ],
    ]);
  });

  test('asks for the last event of its stream', async () => {
    const { statements, client } = recorder([{ last: '12', hash: 'h' }], []);
    const host = { ...sinkHost(), stream: 'trail' };
    expect(await postgresSink(client).open?.(host)).toEqual({ seq: 12, hash: 'h' });
    expect(await postgresSink(client).open?.(host)).toBeUndefined();
    expect(statements[0]).toEqual([
      'select seq::text as last, hash from scry_audit_events where stream = $1 order by seq desc, position desc limit 1',
      ['trail'],
    ]);
  });

  test('reads page after page, until one is not full or there are enough', async () => {
    const page = (condition: string, place: number) =>
      `select position::text as place, line from scry_audit_events where position > $${place}::bigint${condition} order by position limit 1000`;
    const two = recorder(pageOf(1_000, 1), pageOf(999, 1_001));
    expect(await found(two.client, { actorId: 'u1' })).toBe(1_999);
    expect(two.statements).toEqual([
      [page(' and actor_id = $1', 2), ['u1', '0']],
      [page(' and actor_id = $1', 2), ['u1', '1000']],
    ]);
    const even = recorder(pageOf(1_000, 1));
    expect(await found(even.client, {})).toBe(1_000);
    expect(even.statements).toEqual([
      [page('', 1), ['0']],
      [page('', 1), ['1000']],
    ]);
    const enough = recorder(pageOf(1_000, 1), pageOf(1_000, 1_001));
    expect(await found(enough.client, { limit: 1_000 })).toBe(1_000);
    expect(enough.statements).toHaveLength(1);
    const none = recorder(pageOf(1, 1));
    expect([await found(none.client, { limit: 0 }), none.statements]).toEqual([0, []]);
    expect(await found(recorder(pageOf(9, 1)).client, { actorId: 'somebody else' })).toBe(0);
  });

  test('takes rows alone for an answer, has a name, and closes nothing', async () => {
    const client: PostgresLike = { query: async () => pageOf(2, 1) };
    expect(await found(client, {})).toBe(2);
    const sink = postgresSink(client);
    expect([sink.name, sink.required, await sink.close()]).toEqual(['postgres', true, undefined]);
  });

  test('is migrated with one statement, that nobody may change what is there', async () => {
    const { statements, client } = recorder();
    await migrate(client);
    expect(statements).toHaveLength(1);
    const [text = '', values] = statements[0] ?? [];
    expect(values).toBeUndefined();
    expect(text).toContain('before update or delete or truncate on scry_audit_events');
    expect(text).toContain('enable always trigger scry_audit_events_append_only');
  });
});

describe('kafkaSink', () => {
  test('puts half a mebibyte into one request unless told otherwise', async () => {
    const sent: number[] = [];
    const producer = { send: async ({ messages }: { messages: object[] }) => void sent.push(messages.length) };
    const sink = kafkaSink({ producer, topic: 'audit' });
    // 1024 lines of 512 bytes, line feeds included.
    const lines = sampleLines(1_025).map((line) => {
      const event = JSON.parse(line);
      const room = 511 - Buffer.byteLength(JSON.stringify({ ...event, reason: '' }));
      return JSON.stringify({ ...event, reason: 'x'.repeat(room) });
    });
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([511]));
    await sink.append(lines, durable);
    expect(sent).toEqual([1_024, 1]);
    expect(await sink.close()).toBeUndefined();
  });
});
