import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createImporter } from '../../src/features/ingest/importer.ts';
import { openUploadFiles, type UploadFiles } from '../../src/features/ingest/uploads/upload-files.ts';
import { createUploadRepository } from '../../src/features/ingest/uploads/upload-repository.ts';
import { createUploads, type Uploads } from '../../src/features/ingest/uploads/uploads.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import type { Features } from '../../src/scry/flags.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { ingest as importing } from '../ingest.ts';
import { memoryIngest } from '../memory-ingest.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let isAway = false;
let folder: string;
let files: UploadFiles;
let uploads: Uploads;
let routes: Routes;
let ask: Awaited<ReturnType<Routes['logIn']>>;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({
    dataDir: dataDir.path,
    breaker: (work) => (isAway ? Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' })) : work()),
  });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});
beforeEach(async () => {
  isAway = false;
  await database.query('TRUNCATE hits, downloads, download_days, outcome_days, imports RESTART IDENTITY');
  folder = mkdtempSync(join(tmpdir(), 'scry-uploads-'));
  files = await openUploadFiles(folder);
  uploads = createUploadsOn(database);
  routes = await openConsole();
  ask = await routes.logIn('ADMIN');
});
afterEach(() => rmSync(folder, { recursive: true }));

function createUploadsOn(db: Database): Uploads {
  return createUploads({
    files,
    repository: createUploadRepository(db),
    importHits: createImporter({ database: db, ...importing }),
    retry: () => (work) => work(),
    logger: createTelemetry('silent').logger,
  });
}

async function openConsole(isOn = true): Promise<Routes> {
  const telemetry = createTelemetry('silent');
  const { ingest, hosts } = await memoryIngest(database, telemetry, importing.now);
  const features: Features = {
    isOn: (name) => isOn && name === 'log_upload',
    ...{ status: () => [], rolloutOf: () => undefined, rollOut: async () => {}, close: async () => {} },
  };
  return openRoutes(database, { telemetry, features, hosts, ingest: { ...ingest, files, uploads } });
}

const csv = (lines: number) =>
  `time,url,address,userAgent\n${Array.from({ length: lines }, (_, n) => `2026-02-03T12:00:00Z,https://a.example/1.mp3,192.0.2.${n % 250},"Pod, ${n}"`).join('\n')}\n`;

async function upload(content: string | Uint8Array<ArrayBuffer>, name = 'log.csv', as = ask): Promise<Response> {
  const form = new FormData();
  form.set('log', new File([content], name));
  // As bytes: Node goes on writing a form of which nobody reads the rest, and that is an unhandled rejection.
  const whole = new Response(form);
  const headers = { origin: 'http://localhost', 'content-type': whole.headers.get('content-type') ?? '' };
  return as('/imports', { method: 'POST', body: await whole.arrayBuffer(), headers });
}

const listed = () =>
  database.query('SELECT name, state, error, tenant_id AS tenant, lines, hits, rejects FROM imports');

test('an uploaded log is imported for the network of who uploads it', async () => {
  const other = await routes.logIn('ADMIN', 'other');
  expect((await upload(csv(3), 'log.csv', other)).status).toBe(303);
  await uploads.settled();
  expect(await listed()).toEqual([
    { name: 'log.csv', state: 'finished', error: null, tenant: 'other', lines: 3, hits: 3, rejects: 0 },
  ]);
  expect(await (await other('/imports')).text()).toContain('log.csv');
  expect(await (await ask('/imports')).text()).not.toContain('log.csv');
  expect(readdirSync(folder)).toEqual([]);
});

test('a gzip log is found to be one', async () => {
  await upload(gzipSync(csv(3)), 'log.csv.gz');
  await uploads.settled();
  expect(await listed()).toMatchObject([{ state: 'finished', hits: 3 }]);
});

test('rejected lines can be taken away, by the network that they belong to', async () => {
  await upload(`${csv(2)}yesterday,https://a.example/1.mp3,192.0.2.1,x\n`);
  await uploads.settled();
  expect(await (await ask('/imports')).text()).toContain('href="/imports/1/rejects"');
  const rejects = await (await ask('/imports/1/rejects')).text();
  expect(JSON.parse(rejects)).toMatchObject({ line: 4, reason: expect.stringContaining('time: expected') });
  const other = await routes.logIn('ADMIN', 'other');
  for (const path of [
    '/imports/1/rejects',
    '/imports/2/rejects',
    '/imports/x/rejects',
    '/imports/99999999999/rejects',
  ]) {
    expect((await other(path)).status, path).toBe(404);
  }
});

test('a log of no known format fails, and says why', async () => {
  await upload('hello\n', 'hello.txt');
  await uploads.settled();
  expect(await listed()).toMatchObject([{ state: 'failed', error: expect.stringContaining('unknown format') }]);
  expect(await (await ask('/imports')).text()).toContain('unknown format');
  expect(readdirSync(folder)).toEqual([]);
});

test('an upload waits while the database is away, and is imported by a later process', async () => {
  let row = 0;
  const flaky: Database = {
    ...database,
    transaction: () => Promise.reject(new Error('away')),
    query: (text, params) =>
      text.includes('INSERT INTO imports') || ++row < 3
        ? database.query(text, params)
        : Promise.reject(new Error('away')),
  };
  uploads = createUploadsOn(flaky);
  routes = await openConsole();
  ask = await routes.logIn('ADMIN');
  await upload(csv(3));
  await uploads.settled();
  expect(readdirSync(folder)).toContain('1.log');
  const later = createUploadsOn(database);
  await later.start();
  await later.settled();
  expect(await listed()).toMatchObject([{ state: 'finished', hits: 3 }]);
});

test('an upload that was cut off is said to be, and its file goes', async () => {
  await database.query(`INSERT INTO imports (name, state) VALUES ('cut.csv', 'uploading')`);
  writeFileSync(join(folder, '1.part'), 'half');
  await uploads.start();
  expect(await listed()).toMatchObject([{ state: 'failed', error: 'The upload was cut off.' }]);
  expect(readdirSync(folder)).toEqual([]);
});

test('nothing is read of an upload that cannot be listed', async () => {
  const session = await routes.logIn('ADMIN');
  await session('/imports');
  isAway = true;
  expect((await upload(csv(3), 'log.csv', session)).status).toBe(503);
  isAway = false;
  expect(readdirSync(folder)).toEqual([]);
  expect(await listed()).toEqual([]);
});

test.each([
  ['a form without a file', () => new FormData()],
  ['no form', () => 'log=1'],
])('%s is refused', async (_, body) => {
  const response = await ask('/imports', { method: 'POST', body: body(), headers: { origin: 'http://localhost' } });
  expect(response.status).toBe(400);
});

test('uploads are for those who may, and can be switched off', async () => {
  const analyst = await routes.logIn('ANALYST');
  expect(await (await analyst('/imports')).text()).not.toContain('type="file"');
  expect((await upload(csv(1), 'log.csv', analyst)).status).toBe(403);
  expect((await (await routes.logIn('VIEWER'))('/imports')).status).toBe(403);
  const off = await (await openConsole(false)).logIn('ADMIN');
  expect(await (await off('/imports')).text()).not.toContain('type="file"');
  expect((await upload(csv(1), 'log.csv', off)).status).toBe(404);
});

test('what is uploaded can be read by nobody else on the machine, and its name does nothing', async () => {
  await upload(csv(1), '../../<b>\u202Elog.csv');
  expect(statSync(folder).mode & 0o077).toBe(0);
  const page = await (await ask('/imports')).text();
  expect(page).not.toContain('<b>');
  await uploads.settled();
});
