import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createEvents } from '../../src/platform/events/events.ts';
import { createJobs } from '../../src/platform/jobs/jobs.ts';
import { eventMetrics } from '../../src/platform/metrics/event-metrics.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;
const telemetry = createTelemetry('silent');
const events = createEvents({ logger: telemetry.logger, observe: eventMetrics(telemetry.metrics) });

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  routes = await openRoutes(database, { telemetry, events });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

const series = async () =>
  (await telemetry.metrics.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** Everything that somebody outside may choose, chosen as badly as they can: once more with each call, and differently. */
async function attack(word: string): Promise<void> {
  const ask = await routes.logIn('VIEWER', word);
  const paths = [
    '/',
    `/${word}`,
    `/hits?show=${word}`,
    `/operations/flags/${word}`,
    `/operations/jobs/${word}/retry`,
    `/assets/${word}`,
  ];
  const origin = 'http://localhost';
  for (const path of paths) {
    for (const method of ['GET', 'POST', word.toUpperCase()]) {
      await ask(path, { method, headers: { origin, 'x-request-id': word, 'x-api-key': word, 'user-agent': word } });
      await ask(path, { method, headers: { origin, traceparent: word, host: `${word}.example` } });
    }
  }
  const login = new URLSearchParams({ email: `${word}@example.com`, password: word });
  await routes.anonymous('/login', { method: 'POST', headers: { origin }, body: login });
  events.emit({
    type: 'external_api.call',
    data: { provider: word, endpoint: word, method: word, latencyMs: 1, error: word },
  });
  const jobs = createJobs({ database, events, logger: telemetry.logger, now: () => 0 });
  jobs.handle('known', { schema: z.string(), attempts: 1, run: (text) => Promise.reject(new Error(text)) });
  await jobs.enqueue(database, { name: 'known', tenantId: word, key: word, payload: word });
  await jobs.runDue();
}

test('no label of any metric holds what a client has chosen, and nothing that clients do makes more of them', async () => {
  await attack('evilone');
  const first = await series();
  for (const word of ['eviltwo', 'evilthree', 'evilfour']) await attack(word);
  const later = await series();
  expect(later.filter((line) => /evil/i.test(line))).toEqual([]);
  // A kind of garbage collection is there once it has happened, whoever asks.
  const ofClients = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('nodejs_gc_'));
  const names = (lines: readonly string[]) =>
    ofClients(lines)
      .map((line) => line.replace(/ [^ ]+$/, ''))
      .sort();
  expect(names(later)).toEqual(names(first));
  expect(later.length).toBeGreaterThan(200);
});
