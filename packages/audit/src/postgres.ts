import type { AuditEvent } from './audit-event.ts';
import { matcher } from './audit-filter.ts';
import { migration, tableName } from './postgres-schema.ts';
import { searchable, whereOf } from './postgres-where.ts';
import type { Sink } from './sink.ts';

/** What is used of a client: pools of pg and PGlite are one, and `{ query: sql.unsafe }` of postgres.js. */
export interface PostgresLike {
  query(text: string, values?: string[]): PromiseLike<Rows | { readonly rows: Rows }>;
}

type Rows = readonly unknown[];

/** Whether the log waits for the table. */
export interface PostgresSinkOptions {
  /** Whether a call of `log` waits for this sink and fails with it. @default true */
  readonly required?: boolean;
}

/** So many rows are read at a time. */
const pageSize = 1_000;

/**
 * Creates the table `scry_audit_events` and the trigger that refuses UPDATE, DELETE and TRUNCATE, or brings them up to date. To be
 * run by the role that owns the schema; the application's own role needs INSERT and SELECT and no more.
 *
 * @example
 * await migrate(pool);
 */
export async function migrate(client: PostgresLike): Promise<void> {
  await client.query(migration);
}

/**
 * Keeps events in PostgreSQL 14 or later, each with the line that was hashed. Many events are one statement; one that is there already, by
 * its id, is left as it is. It can be searched, and a log that has no other required sink goes on where its last event stands.
 *
 * @example
 * const audit = await createAudit({ sinks: [postgresSink(pool)] });
 */
export function postgresSink(client: PostgresLike, { required = true }: PostgresSinkOptions = {}): Sink {
  async function rowsOf<Row>(text: string, values: string[]): Promise<readonly Row[]> {
    const result = await client.query(text, values);
    // Each statement says which columns it selects.
    return ('rows' in result ? result.rows : result) as readonly Row[];
  }

  return {
    name: 'postgres',
    required,
    async open({ stream }) {
      const [last] = await rowsOf<{ last: string; hash: string }>(lastOfStream, [stream]);
      return last && { seq: Number(last.last), hash: last.hash };
    },
    async append(lines) {
      // One value, however many lines: a statement takes no more than 65,535, and clients write arrays in ways of their own.
      if (lines.length > 0) await rowsOf(insert, [JSON.stringify(lines.map(rowOf))]);
    },
    async *query(filter) {
      // The condition in SQL leaves out what cannot fit; what fits is decided as everywhere else.
      const matches = matcher(filter);
      const { sql, values } = whereOf(filter);
      let [left, position] = [filter.limit ?? Number.POSITIVE_INFINITY, '0'];
      while (left > 0) {
        const rows = await rowsOf<{ place: string; line: string }>(page(sql, values.length), [...values, position]);
        for (const { line } of rows) {
          // What was put in were events.
          const event = JSON.parse(line) as AuditEvent;
          if (left > 0 && matches(event)) {
            left--;
            yield event;
          }
        }
        const last = rows.at(-1);
        if (!last || rows.length < pageSize) return;
        position = last.place;
      }
    },
    // The client is the caller's.
    async close() {},
  };
}

function page(condition: string, values: number): string {
  // ORDER BY takes the name of an output column first: one called position would be sorted as text.
  return `select position::text as place, line from ${tableName} where position > $${values + 1}::bigint${condition} order by position limit ${pageSize}`;
}

const lastOfStream = `select seq::text as last, hash from ${tableName} where stream = $1 order by seq desc, position desc limit 1`;

const insert = `insert into ${tableName} (id, stream, seq, time, action, outcome, actor_id, actor_tenant_id, resource_type, resource_id,
  resource_tenant_id, correlation_id, hash, line)
select id, stream, seq, time, action, outcome, actor_id, actor_tenant_id, resource_type, resource_id, resource_tenant_id, correlation_id, hash, line
from json_to_recordset($1::json) as row (id text, stream text, seq bigint, time timestamptz, action text, outcome text, actor_id text,
  actor_tenant_id text, resource_type text, resource_id text, resource_tenant_id text, correlation_id text, hash text, line text)
order by seq on conflict (id) do nothing`;

function rowOf(line: string): object {
  // The lines are events.
  const { id, stream, seq, time, action, outcome, actor, resource, correlationId, hash } = JSON.parse(
    line,
  ) as AuditEvent;
  return {
    ...{ id, stream, seq, time, action, outcome, hash, line },
    actor_id: columnOf(actor.id),
    actor_tenant_id: columnOf(actor.tenantId),
    resource_type: columnOf(resource?.type),
    resource_id: columnOf(resource?.id),
    resource_tenant_id: columnOf(resource?.tenantId),
    correlation_id: columnOf(correlationId),
  };
}

function columnOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : searchable(text);
}
