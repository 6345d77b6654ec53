import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openSpool, type Spool } from '../../src/features/ingest/spool/spool.ts';
import { decodeHits } from '../../src/features/ingest/spool/spooled-hits.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { FaultySpoolDisk } from '../faulty-spool-disk.ts';
import { memoryIngest } from '../memory-ingest.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

const now = () => Date.UTC(2026, 1, 3, 12);
const hit = (more: object = {}) => ({
  time: '2026-02-03T10:00:00Z',
  method: 'GET',
  url: 'https://a.example/1.mp3',
  address: '192.0.2.1',
  ...more,
});

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let disk: FaultySpoolDisk;
let spool: Spool;
let isAway = false;
let routes: Routes;
let key: string;

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
  disk = new FaultySpoolDisk();
  spool = await openSpool({ disk, now, maxBytes: 100_000 });
  const telemetry = createTelemetry('silent');
  const parts = await memoryIngest(database, telemetry, now, spool);
  routes = await openRoutes(database, { telemetry, now, ...parts });
  key = await routes.accounts.addApiKey({
    tenantId: 'demo',
    name: crypto.randomUUID(),
    role: 'ADMIN',
    plan: 'network',
  });
});

test('takes an array or lines of hits, plain or gzip', async () => {
  const lines = [hit(), hit({ uuid: 'two' })].map((one) => JSON.stringify(one)).join('\n');
  const array = JSON.stringify([hit(), hit({ uuid: 'two' })]);
  for (const [body, headers] of [
    [lines, { 'content-type': 'application/x-ndjson' }],
    [`\n${lines}\n\n`, { 'content-type': 'application/x-ndjson' }],
    [array, { 'content-type': 'application/json' }],
    [gzipSync(array), { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ] as const) {
    expect(await send(body, headers)).toEqual({ status: 202, body: { accepted: 2, rejected: [] } });
  }
  expect((await spooled()).map(({ tenantId, hits }) => [tenantId, hits.length])).toEqual(Array(4).fill(['demo', 2]));
});

test('names each hit that is none by its place, and takes the others', async () => {
  const body = JSON.stringify([hit({ time: 'noon' }), hit(), 7, hit({ bytesSent: -1 }), hit({ url: '' })]);
  expect(await send(body)).toMatchObject({
    status: 202,
    body: {
      accepted: 1,
      rejected: [
        { index: 0, reason: expect.stringMatching(/^time: expected/) },
        { index: 2, reason: 'expected a JSON object, got 7' },
        { index: 3, reason: 'bytesSent: expected an integer >= 0, got -1' },
        { index: 4, reason: 'url: expected one, got none' },
      ],
    },
  });
});

test('gives equal hits of a request names of their own, and the same ones when it is sent again', async () => {
  const body = JSON.stringify([hit(), hit(), hit({ uuid: 'mine' })]);
  await send(body);
  await send(body);
  const [first, second] = (await spooled()).map(({ hits }) => hits.map(({ uuid }) => uuid));
  expect(new Set(first).size).toBe(3);
  expect(first).toContain('mine');
  expect(second).toEqual(first);
});

test.each([
  ['', {}, 400, /expected a JSON array of hits/],
  ['[', {}, 400, /expected a JSON array, got/],
  [Buffer.from([0xff]), {}, 400, /expected UTF-8/],
  ['x', { 'content-encoding': 'gzip' }, 400, /expected gzip/],
  ['x', { 'content-encoding': 'br' }, 415, /expected gzip or none, got "br"/],
  [Buffer.alloc((1 << 20) + 1, 32), {}, 413, /at most 1,048,576 bytes, got more/],
  [
    gzipSync(Buffer.alloc((4 << 20) + 1, 32)),
    { 'content-encoding': 'gzip' },
    413,
    /4,194,304 bytes after decompression/,
  ],
  [`[${Array(1001).fill('{}').join(',')}]`, {}, 413, /at most 1000 hits, got 1001/],
] as const)('refuses a body that is none: %#', async (body, headers, status, message) => {
  const answer = await send(body, headers);
  expect(answer).toMatchObject({ status, body: { error: { message: expect.stringMatching(message) } } });
  expect(spool.depth().bytes).toBe(0);
});

test('says when to come back while the spool is full, and keeps nothing of it', async () => {
  await spool.append(Buffer.alloc(99_900));
  const response = await post(JSON.stringify([hit()]));
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
});

test('acknowledges nothing that the disk has not taken', async () => {
  disk.faults = [undefined, undefined, 'fails'];
  expect((await send(JSON.stringify([hit()]))).status).toBe(503);
  expect(await spooled()).toEqual([]);
});

test('takes hits of a key that it knows while the database is away', async () => {
  await send(JSON.stringify([hit()]));
  isAway = true;
  expect(await send(JSON.stringify([hit()]))).toMatchObject({ status: 202, body: { accepted: 1 } });
  expect((await post(JSON.stringify([hit()]), {}, 'pak_unknown')).status).toBe(503);
});

test('takes hits only of who may write them, for their own tenant', async () => {
  const reader = await routes.accounts.addApiKey({ tenantId: 'demo', name: 'r', role: 'ANALYST', plan: 'free' });
  expect((await post('[]', {}, reader)).status).toBe(403);
  const other = await routes.accounts.addApiKey({ tenantId: 'other', name: 'o', role: 'ADMIN', plan: 'free' });
  await post(JSON.stringify([hit({ tenantId: 'demo' })]), {}, other);
  expect((await spooled()).map(({ tenantId }) => tenantId)).toEqual(['other']);
  expect((await routes.anonymous('/api/v1/hits', { method: 'POST', body: '[]', headers: json })).status).toBe(401);
});

const json = { 'content-type': 'application/json' };

function post(body: string | Uint8Array<ArrayBuffer>, headers: object = {}, apiKey = key): Promise<Response> {
  return routes.anonymous('/api/v1/hits', {
    method: 'POST',
    body,
    headers: { ...json, 'x-api-key': apiKey, ...headers },
  });
}

async function send(
  body: string | Uint8Array<ArrayBuffer>,
  headers: object = {},
): Promise<{ status: number; body: unknown }> {
  const response = await post(body, headers);
  return { status: response.status, body: await response.json() };
}

async function spooled() {
  const all: ReturnType<typeof decodeHits>[] = [];
  for (let segment = await spool.next(); segment; segment = await spool.next()) {
    all.push(...(await spool.read(segment)).records.map(decodeHits));
    await spool.remove(segment);
  }
  return all;
}
