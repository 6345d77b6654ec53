import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import type { Database } from './database.ts';

/** Whoever asks for the metrics waits no longer for what the database knows. */
const patienceMs = 500;

interface Depths {
  readonly waiting: number;
  readonly dead: number;
  readonly events: number;
  readonly sessions: number;
}

/**
 * - `database_up`: whether it answered within half a second
 * - `database_connections{state}`: of the pool, `used`, `idle` and of its limit `free`; and callers that are `waiting` for one
 * - `jobs_depth{state}`, `outbox_depth`, `sessions_active`: what the database holds of them; absent while it does not answer
 */
export function measureDatabase(registry: Registry, database: Database, now: () => number): void {
  const registers = [registry];
  const sample = sampler(() => depths(database, now));
  const depth = (name: string, help: string, read: (depths: Depths) => number) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.reset();
        const found = await sample();
        if (found) this.set(read(found));
        else this.remove();
      },
    });
  new Gauge({
    name: 'database_up',
    help: 'Whether the database answered within half a second',
    registers,
    async collect() {
      this.set((await sample()) ? 1 : 0);
    },
  });
  new Gauge({
    name: 'database_connections',
    help: 'Connections of the pool, and callers that wait for one',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(database.connections())) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'jobs_depth',
    help: 'Background jobs that wait, and those that were given up',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      const found = await sample();
      if (!found) return;
      this.set({ state: 'waiting' }, found.waiting);
      this.set({ state: 'dead' }, found.dead);
    },
  });
  depth('outbox_depth', 'Events that wait to be published', ({ events }) => events);
  depth('sessions_active', 'Sessions that are in force', ({ sessions }) => sessions);
}

async function depths(database: Database, now: () => number): Promise<Depths | undefined> {
  const [row] = await database.query<Depths>(
    `SELECT (SELECT count(*) FROM jobs WHERE state = 'waiting') AS waiting,
       (SELECT count(*) FROM jobs WHERE state = 'dead') AS dead,
       (SELECT count(*) FROM outbox_events WHERE published_at IS NULL) AS events,
       (SELECT count(*) FROM sessions WHERE expires_at > $1) AS sessions`,
    [new Date(now()).toISOString()],
  );
  return row;
}

/** One question for all gauges of a scrape, and none more while one is open. */
function sampler(ask: () => Promise<Depths | undefined>): () => Promise<Depths | undefined> {
  let asked: Promise<Depths | undefined> | undefined;
  return async function sample() {
    asked ??= ask()
      .catch(() => undefined)
      .finally(() => {
        asked = undefined;
      });
    return Promise.race([asked, sleep(patienceMs, undefined, { ref: false })]);
  };
}
