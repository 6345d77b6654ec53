import { afterEach, expect, test, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { openApp } from '../src/main.ts';
import { emptyDataDir } from './data-dir-template.ts';

afterEach(() => vi.restoreAllMocks());

/** How often a process tells of slow queries when one of them seems to take two seconds. */
async function toldBy(isServer: boolean): Promise<number> {
  const dataDir = emptyDataDir();
  const app = await openApp(readConfig({ DATA_DIR: dataDir.path, LOG_LEVEL: 'silent' }), Date.now, isServer);
  let clock = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => {
    clock += 2_000;
    return clock;
  });
  await app.database.query('SELECT 1');
  vi.restoreAllMocks();
  const metric = await app.telemetry.metrics.getSingleMetric('events_total')?.get();
  await app.close();
  dataDir.remove();
  const slow = metric?.values.filter(({ labels }) => labels['type'] === 'database.query.slow') ?? [];
  return slow.reduce((sum, { value }) => sum + value, 0);
}

test('a server tells of slow queries', async () => {
  expect(await toldBy(true)).toBe(1);
});

test('a command does not: its standard error is for whoever runs it', async () => {
  expect(await toldBy(false)).toBe(0);
});
