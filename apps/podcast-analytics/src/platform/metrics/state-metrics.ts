import { statfs } from 'node:fs/promises';
import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../db/database.ts';
import { createDatabaseFigures, type DatabaseFigures } from './database-figures.ts';

interface StateParts {
  readonly database: Pick<Database, 'query' | 'connections'>;
  readonly dataDir: string;
  readonly now: () => number;
}

/** Values by `state`; that of a gauge without states stands under the empty one. */
type Values = Readonly<Record<string, number>>;

/**
 * How things stand when `/metrics` is asked for. What cannot be told, as while the database is away, is absent. What the database
 * holds is the same in every process: take the maximum of it.
 *
 * - `database_up`: whether it answered
 * - `sessions_active`, `users_active`: sessions that are in force, and whose they are
 * - `background_jobs{state}`, `background_job_oldest_seconds`: the queue, and for how long the oldest one is overdue
 * - `outbox_events_waiting`, `outbox_oldest_seconds`: what no bus has taken yet
 * - `database_connections{state}`: used, idle, and free up to the limit; how many callers wait for one, in this process
 * - `data_disk_bytes{state}`: of the file system that DATA_DIR is on
 */
export function measureState(registry: Registry, { database, dataDir, now }: StateParts): void {
  const figures = createDatabaseFigures(database, now);
  const one = (pick: (figures: DatabaseFigures) => number) => async () => ({ '': pick(await figures()) });
  const isUp = () =>
    figures().then(
      () => 1,
      () => 0,
    );
  const gauges: readonly [name: string, help: string, ask: () => Promise<Values>][] = [
    // First: the questions of the others would be counted among those who wait.
    ['database_connections', 'Connections of this process', async () => ({ ...database.connections() })],
    ['database_up', 'Whether the database answered', async () => ({ '': await isUp() })],
    ['sessions_active', 'Sessions that are in force', one(({ sessions }) => sessions)],
    ['users_active', 'Users with a session in force', one(({ users }) => users)],
    ['outbox_events_waiting', 'Events that no bus has taken yet', one(({ eventsWaiting }) => eventsWaiting)],
    ['outbox_oldest_seconds', 'How long the oldest of them waits', one(({ oldestEventSeconds }) => oldestEventSeconds)],
    [
      'background_job_oldest_seconds',
      'How long the oldest is overdue',
      one(({ oldestJobSeconds }) => oldestJobSeconds),
    ],
    ['background_jobs', 'Background jobs that are not done', async () => jobsByState(await figures())],
    ['data_disk_bytes', 'The file system of DATA_DIR', () => diskOf(dataDir)],
  ];
  for (const [name, help, ask] of gauges) addGauge(registry, name, help, ask);
}

function jobsByState({ jobsWaiting, jobsRunning, jobsDead }: DatabaseFigures): Values {
  return { waiting: jobsWaiting, running: jobsRunning, dead: jobsDead };
}

async function diskOf(path: string): Promise<Values> {
  const { bsize, blocks, bavail } = await statfs(path);
  return { free: bavail * bsize, total: blocks * bsize };
}

function addGauge(registry: Registry, name: string, help: string, ask: () => Promise<Values>): void {
  new Gauge({
    name,
    help,
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const values = await ask().catch(() => ({}));
      this.reset();
      for (const [state, value] of Object.entries(values)) this.set(state === '' ? {} : { state }, value);
    },
  });
}
