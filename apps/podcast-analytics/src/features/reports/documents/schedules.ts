import { randomUUID } from 'node:crypto';
import type { Database, Queries } from '../../../platform/db/database.ts';
import { conflict, notFound } from '../../../platform/http/request-error.ts';
import type { Jobs } from '../../../platform/jobs/jobs.ts';
import { createShows } from '../../shows/shows.ts';
import type { ScheduleDefinition } from './definition.ts';
import { type Documents, isUuid } from './documents.ts';
import { type Every, nextRun, periodBefore } from './period.ts';

export interface Schedule {
  readonly id: string;
  readonly tenantId: string;
  readonly title: string;
  readonly definition: ScheduleDefinition;
  readonly every: Every;
  readonly recipients: readonly string[];
  readonly createdBy: string;
  readonly nextAt: Date;
}

/** Documents that come by themselves, of the week or month before. */
export interface Schedules {
  create(schedule: Omit<Schedule, 'id' | 'nextAt'>): Promise<string>;
  list(tenantId: string): Promise<Schedule[]>;
  remove(id: string, tenantId: string): Promise<void>;
  /** Orders what is due. A time that was slept through is made up for once. */
  runDue(): Promise<number>;
}

const hourMs = 3_600_000;
const mostOfTenant = 100;
const columns = `id, tenant_id AS "tenantId", title, definition, every, recipients, created_by AS "createdBy", next_at AS "nextAt"`;

export function createSchedules(database: Database, jobs: Jobs, documents: Documents, now: () => number): Schedules {
  /** Whoever moves the time on has it: of several processes one. */
  async function claim(tx: Queries, { id, every, nextAt }: Schedule): Promise<boolean> {
    const rows = await tx.query(
      'UPDATE report_schedules SET next_at = $3 WHERE id = $1 AND next_at = $2 AND active RETURNING id',
      [id, nextAt, new Date(nextRun(every, now()))],
    );
    return rows.length > 0;
  }

  async function runDue(): Promise<number> {
    const due = await database.query<Schedule>(
      `SELECT ${columns} FROM report_schedules WHERE active AND next_at <= $1 ORDER BY next_at, id LIMIT 500`,
      [new Date(now())],
    );
    let runs = 0;
    for (const schedule of due) {
      const { id: scheduleId, nextAt, every, definition, ...rest } = schedule;
      // The period belongs to the time that was planned, however late it is now.
      const document = { ...rest, scheduleId, definition: { ...definition, ...periodBefore(every, nextAt.getTime()) } };
      await database.transaction(async (tx) => {
        if (!(await claim(tx, schedule))) return;
        await documents.order(tx, document);
        runs++;
      });
    }
    return runs;
  }

  jobs.every('report.schedules', { everyMs: hourMs, run: async () => void (await runDue()) });

  return {
    async create({ tenantId, title, definition, every, recipients, createdBy }) {
      const visible = (index: number) => ({ sql: `s.tenant_id = $${index}`, params: [tenantId] });
      if (definition.show !== undefined) await createShows(database, now).get(definition.show, { visible });
      const id = randomUUID();
      const rows = await database.query(
        `INSERT INTO report_schedules (id, tenant_id, title, definition, every, recipients, created_by, created_at, next_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
         WHERE (SELECT count(*) FROM report_schedules WHERE tenant_id = $2 AND active) < ${mostOfTenant} RETURNING id`,
        [
          ...[id, tenantId, title, JSON.stringify(definition), every, recipients, createdBy],
          ...[new Date(now()), new Date(nextRun(every, now()))],
        ],
      );
      if (rows.length === 0) throw conflict(`A network has at most ${mostOfTenant} schedules. Remove one first.`);
      return id;
    },
    list: (tenantId) =>
      database.query(`SELECT ${columns} FROM report_schedules WHERE tenant_id = $1 AND active ORDER BY next_at, id`, [
        tenantId,
      ]),
    async remove(id, tenantId) {
      const rows = isUuid(id)
        ? await database.query(
            'UPDATE report_schedules SET active = false WHERE id = $1 AND tenant_id = $2 AND active RETURNING id',
            [id, tenantId],
          )
        : [];
      if (rows.length === 0) throw notFound('schedule', id.slice(0, 40));
    },
    runDue,
  };
}
