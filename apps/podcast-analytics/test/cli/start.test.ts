import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { freePort } from 'services';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyDataDir } from '../data-dir-template.ts';
import { runCli, startCli } from '../run-cli.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let settings: Record<string, string>;
beforeEach(() => {
  dataDir = emptyDataDir();
  settings = { DATA_DIR: dataDir.path };
});
afterEach(() => dataDir.remove());

test('a first start shows six weeks of demo traffic and what was billed of it, and its process ends when the launcher is killed', async () => {
  const running = startCli(['start'], { ...settings, PORT: '0' });
  const [, url, email = '', password = ''] = await running.printed(/(http:\S+)\s+Log in: +(\S+), password (\S+)/);
  const logIn = await fetch(`${url}/login`, {
    method: 'POST',
    body: new URLSearchParams({ email, password }),
    headers: { origin: url ?? '' },
    redirect: 'manual',
  });
  const cookie = logIn.headers.get('set-cookie') ?? '';
  const response = await fetch(`${url}/api/v1/downloads?groupBy=day`, { headers: { cookie } });
  const { rows } = (await response.json()) as { rows: { downloads: number }[] };
  expect(rows).toHaveLength(42);
  expect(rows.reduce((sum, { downloads }) => sum + downloads, 0)).toBeGreaterThan(5000);
  const billed = (await (await fetch(`${url}/api/v1/invoices`, { headers: { cookie } })).json()) as {
    invoices: { state: string; number: string | null; totalMinor: number }[];
  };
  expect(billed.invoices.map(({ state }) => state).sort()).toEqual(['issued', 'issued', 'paid']);
  expect(Math.min(...billed.invoices.map(({ totalMinor }) => totalMinor))).toBeGreaterThan(0);
  running.process.kill('SIGKILL');
  await running.ended(); // not before every process that writes to the same pipes has ended
  await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
});

test('a server whose data directory was removed says so when it is stopped, and ends', async () => {
  const running = startCli(['start', '--no-demo'], { ...settings, PORT: '0', LOG_LEVEL: 'silent' });
  await running.printed(/http:\S+/);
  rmSync(dataDir.path, { recursive: true });
  running.process.kill('SIGTERM');
  const { code, stderr } = await running.ended();
  expect(stderr).toContain(`ENOENT: no such file or directory, open '${dataDir.path}`);
  expect(code).toBe(1);
});

test('a port that was asked for and is taken is one clear error', async () => {
  const port = await freePort();
  const holder = createServer().listen(port, '127.0.0.1');
  await once(holder, 'listening');
  const { code, stderr } = await runCli(['start', '--no-demo'], { ...settings, PORT: String(port) });
  holder.close();
  expect(stderr).toBe(
    `podcast-analytics start: PORT: expected a free port, but ${port} is in use by another program\n`,
  );
  expect(code).toBe(1);
});
