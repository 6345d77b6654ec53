import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openSpool, type Spool } from '../../src/features/ingest/spool/spool.ts';
import { decodeHits } from '../../src/features/ingest/spool/spooled-hits.ts';
import { documentFile } from '../../src/features/operations/document-file.ts';
import { openAllowedHosts } from '../../src/features/redirect/allowed-hosts.ts';
import { createHostRepository } from '../../src/features/redirect/host-repository.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { FaultySpoolDisk } from '../faulty-spool-disk.ts';
import { memoryIngest } from '../memory-ingest.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

const now = () => Date.UTC(2026, 1, 3, 12);
const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost' };

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let disk: FaultySpoolDisk;
let spool: Spool;
let routes: Routes;
let ask: Awaited<ReturnType<Routes['logIn']>>;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});
beforeEach(async () => {
  await database.query('TRUNCATE redirect_hosts');
  disk = new FaultySpoolDisk();
  spool = await openSpool({ disk, now, maxBytes: 100_000 });
  const telemetry = createTelemetry('silent');
  const hosts = await openAllowedHosts({
    load: () => createHostRepository(database).ofAll(),
    snapshot: documentFile(`${dataDir.path}/hosts.json`),
    logger: telemetry.logger,
  });
  const { ingest } = await memoryIngest(database, telemetry, now, spool);
  routes = await openRoutes(database, { telemetry, now, ingest, hosts, config: readConfig({ TRUST_PROXY: '1' }) });
  ask = await routes.logIn('ADMIN');
});

const add = (host: string, as = ask) =>
  as('/prefix/hosts', { method: 'POST', headers: form, body: new URLSearchParams({ host }).toString() });
const remove = (host: string, as = ask) =>
  as('/prefix/hosts/remove', { method: 'POST', headers: form, body: new URLSearchParams({ host }).toString() });

test('leads on to a host that the network has named, and records the hit', async () => {
  expect((await add('https://Media.Example/')).status).toBe(303);
  const response = await routes.anonymous('/e/demo/media.example/show/1.mp3?x=1', {
    headers: {
      range: 'bytes=0-99',
      'user-agent': 'AntennaPod/3.4.0',
      referer: 'https://player.example/',
      'x-forwarded-for': '203.0.113.9, 198.51.100.7',
    },
  });
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe('https://media.example/show/1.mp3?x=1');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('cross-origin-resource-policy')).toBeNull();
  expect(await spooled()).toMatchObject([
    {
      tenantId: 'demo',
      hits: [
        {
          time: now(),
          method: 'GET',
          url: 'https://media.example/show/1.mp3?x=1',
          range: 'bytes=0-99',
          userAgent: 'AntennaPod/3.4.0',
          referer: 'https://player.example/',
          address: '198.51.100.7',
        },
      ],
    },
  ]);
});

test('answers HEAD as well, and records it as that', async () => {
  await add('media.example');
  const response = await routes.anonymous('/e/demo/media.example/1.mp3', { method: 'HEAD' });
  expect([response.status, response.headers.get('location')]).toEqual([302, 'https://media.example/1.mp3']);
  expect(await spooled()).toMatchObject([{ hits: [{ method: 'HEAD' }] }]);
});

test('leads nowhere else, and records nothing', async () => {
  await add('media.example');
  for (const path of [
    '/e/demo/evil.example/1.mp3',
    '/e/other/media.example/1.mp3',
    '/e/demo/media.example@evil.example/1.mp3',
    '/e/demo/media.example.evil.example/1.mp3',
    '/e/demo/media.example',
  ]) {
    const response = await routes.anonymous(path);
    expect(response.status, path).toBe(404);
    expect(response.headers.get('location')).toBeNull();
  }
  expect(await spooled()).toEqual([]);
});

test('answers when the hit cannot be recorded', async () => {
  await add('media.example');
  disk.faults = ['fails'];
  expect((await routes.anonymous('/e/demo/media.example/1.mp3')).status).toBe(302);
});

test('answers however often somebody asks', async () => {
  await add('media.example');
  for (let n = 0; n < 150; n++) expect((await routes.anonymous('/e/demo/media.example/1.mp3')).status).toBe(302);
});

test('a host that is removed is led to no more', async () => {
  await add('media.example');
  expect((await remove('media.example')).status).toBe(303);
  expect((await routes.anonymous('/e/demo/media.example/1.mp3')).status).toBe(404);
  expect((await remove('media.example')).status).toBe(404);
});

test('the page shows the hosts of the own network only, and removes no others', async () => {
  await add('ours.example');
  const other = await routes.logIn('ADMIN', 'other');
  await add('theirs.example', other);
  const page = await (await ask('/prefix')).text();
  expect(page).toContain('/e/demo/ours.example/episode.mp3');
  expect(page).not.toContain('theirs.example');
  expect((await remove('theirs.example')).status).toBe(404);
  expect((await routes.anonymous('/e/other/theirs.example/1.mp3')).status).toBe(302);
});

test.each(['', 'no host', 'user@example.com', 'example.com/path', '<script>'])('refuses %j as a host', async (host) => {
  const response = await add(host);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('expected a name such as media.example.com');
});

test('names of hosts are audited, and changed by those who may', async () => {
  await add('media.example');
  const actions: string[] = [];
  for await (const event of routes.audit.query({})) actions.push(event.action);
  expect(actions).toContain('redirect_host.added');
  const analyst = await routes.logIn('ANALYST');
  expect((await analyst('/prefix')).status).toBe(200);
  expect(await (await analyst('/prefix')).text()).not.toContain('<form method="post" action="/prefix');
  expect((await add('x.example', analyst)).status).toBe(403);
  expect((await remove('media.example', analyst)).status).toBe(403);
});

async function spooled() {
  const all: ReturnType<typeof decodeHits>[] = [];
  for (let segment = await spool.next(); segment; segment = await spool.next()) {
    all.push(...(await spool.read(segment)).records.map(decodeHits));
    await spool.remove(segment);
  }
  return all;
}
