import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { auditIndex, type OpenSearchSinkOptions, openSearchSink } from '../src/opensearch.ts';
import { hurriedClock } from './hurried-clock.ts';
import { type SearchServer, startSearchServer } from './search-server.ts';
import { idsOf, opened, sampleLines, sinkHost, temporaryFolder } from './sink-host.ts';

const timeoutMs = 10_000;

function make(server: SearchServer, options: Partial<OpenSearchSinkOptions> = {}) {
  return openSearchSink({ url: server.url, spoolDirectory: temporaryFolder(), timeoutMs, ...options });
}

async function start(options: Partial<OpenSearchSinkOptions> = {}) {
  const server = await startSearchServer();
  const clock = hurriedClock([timeoutMs, options.timeoutMs ?? timeoutMs]);
  const host = sinkHost(clock);
  const sink = await opened(make(server, options), host);
  return { server, sink, host, clock };
}

test('creates each event under its id, with the line that was hashed as its source', async () => {
  const { server, sink } = await start();
  const lines = sampleLines(3);
  await sink.append(lines, { durable: true });
  await sink.drained();
  expect([...server.documents.keys()]).toEqual(idsOf(lines));
  expect([...server.documents.values()]).toEqual(lines);
  expect(server.requests[0]).toMatchObject({
    path: '/audit/_bulk',
    headers: { 'content-type': 'application/x-ndjson' },
  });
});

test('writes to the index that it is told, with the headers that it is told', async () => {
  const { server, sink } = await start({ index: 'trail-2026', headers: { authorization: 'ApiKey x' } });
  await sink.append(sampleLines(1), { durable: true });
  await sink.drained();
  expect(server.requests[0]).toMatchObject({ path: '/trail-2026/_bulk', headers: { authorization: 'ApiKey x' } });
});

test('takes events at once while the server is away, and delivers them in their order when it is back', async () => {
  const { server, sink, host } = await start({ maxBatchBytes: 1_000 });
  await server.stop();
  const lines = sampleLines(20);
  for (const line of lines) await sink.append([line], { durable: true });
  await vi.waitFor(() => expect(host.notices.length).toBeGreaterThan(1));
  await server.start();
  await sink.drained();
  expect([...server.documents.keys()]).toEqual(idsOf(lines));
});

test('sends a batch again as a whole when some of it was not taken, and takes a conflict for success', async () => {
  const { server, sink, host } = await start();
  server.next({ items: { 1: 429, 2: 503 } }, { items: { 2: 429 } });
  const lines = sampleLines(4);
  await sink.append(lines, { durable: true });
  await sink.drained();
  expect(server.requests.map(({ ids }) => ids)).toEqual([idsOf(lines), idsOf(lines), idsOf(lines)]);
  expect([...server.documents.keys()].sort()).toEqual(idsOf(lines));
  expect(host.notices.map((notice) => 'error' in notice && String(notice.error))).toEqual([
    'DeliveryError: openSearchSink: an event was not taken: 429 es_rejected_execution_exception',
    'DeliveryError: openSearchSink: an event was not taken: 429 es_rejected_execution_exception',
  ]);
});

test('sends nothing of the next batch before all of the last one is there', async () => {
  const { server, sink } = await start({ maxBatchBytes: 1_000 });
  server.next({ items: { 0: 429 } }, { status: 503 }, { items: { 1: 429 } });
  const lines = sampleLines(9);
  await sink.append(lines, { durable: true });
  await sink.drained();
  const batches = server.requests.map(({ ids }) => ids.join());
  // Each batch comes until it is through, and never again.
  expect([...new Set(batches)].join()).toBe(idsOf(lines).join());
  expect(batches).toEqual([...batches].sort());
  expect(batches.length).toBe(new Set(batches).size + 3);
});

test.each([
  ['seconds', '7', 7_000],
  ['a date', () => new Date(Date.now() + 60_000).toUTCString(), 58_000],
  ['a day, of which it waits ten minutes', '86400', 600_000],
])('waits as long as Retry-After says, in %s', async (_, header, atLeast) => {
  const { server, sink, clock } = await start();
  server.next({ status: 429, headers: { 'retry-after': typeof header === 'string' ? header : header() } });
  await sink.append(sampleLines(1), { durable: true });
  await sink.drained();
  expect(server.documents.size).toBe(1);
  expect(Math.max(...clock.waits)).toBeGreaterThanOrEqual(atLeast);
  expect(Math.max(...clock.waits)).toBeLessThanOrEqual(600_000);
});

test('waits longer from one attempt to the next, up to half a minute, where the server says nothing', async () => {
  const { server, sink, clock } = await start({ random: () => 1 });
  server.next(...Array.from({ length: 9 }, () => ({ status: 503, headers: { 'retry-after': 'soon' } })));
  await sink.append(sampleLines(1), { durable: true });
  await sink.drained();
  expect(clock.waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('gives up on an answer that does not come, and sends again: what had been indexed is there once', async () => {
  const { server, sink, host } = await start({ timeoutMs: 100 });
  server.next({ after: 'hang' }, { before: 'hang' }, { after: 'break' });
  const lines = sampleLines(3);
  await sink.append(lines, { durable: true });
  await sink.drained();
  expect([...server.documents.keys()]).toEqual(idsOf(lines));
  expect(host.notices.map((notice) => 'error' in notice && String(notice.error))).toEqual([
    expect.stringMatching(/did not answer: Error: no answer within 100 ms$/),
    expect.stringMatching(/did not answer: Error: no answer within 100 ms$/),
    expect.stringMatching(/did not answer: TypeError: fetch failed$/),
  ]);
});

test('goes on after a restart where the last process stopped, without a duplicate', async () => {
  const server = await startSearchServer();
  const spoolDirectory = temporaryFolder();
  const lines = sampleLines(6);
  const host = sinkHost(hurriedClock([100, timeoutMs]));
  const first = make(server, { spoolDirectory, maxBatchBytes: 1_000, timeoutMs: 100 });
  await first.open?.(host);
  // The first batch is indexed, and the process ends before it hears of it.
  server.next({ after: 'hang' }, { before: 'hang' }, { before: 'hang' }, { before: 'hang' }, { before: 'hang' });
  await first.append(lines, { durable: true });
  await vi.waitFor(() => expect(server.documents.size).toBeGreaterThan(0));
  const drained = expect(first.drained()).rejects.toThrow('the sink is closed');
  await first.close();
  await drained;
  await server.stop();
  await server.start();
  const fresh = await opened(make(server, { spoolDirectory }), sinkHost(hurriedClock([timeoutMs])));
  await fresh.append([], { durable: true });
  await vi.waitFor(() => expect([...server.documents.keys()]).toEqual(idsOf(lines)));
  expect([...server.documents.values()]).toEqual(lines);
});

test('sets an event aside that does not fit the mapping, and says so; all others are there', async () => {
  const spoolDirectory = temporaryFolder();
  const { server, sink, host } = await start({ spoolDirectory });
  server.next({ items: { 1: 400 } });
  const lines = sampleLines(3);
  await sink.append(lines, { durable: true });
  await sink.drained();
  expect([...server.documents.values()]).toEqual([lines[0], lines[2]]);
  expect(readFileSync(join(spoolDirectory, 'refused.ndjson'), 'utf8')).toBe(`${lines[1]}\n`);
  expect(host.notices).toEqual([
    {
      type: 'sink-failed',
      name: 'audit',
      sink: 'opensearch',
      required: false,
      lines: 1,
      error: new Error('opensearch: refused for good, and set aside: mapper_parsing_exception'),
    },
    { type: 'sink-dropped', name: 'audit', sink: 'opensearch', lines: 1 },
  ]);
});

test('sends halves of a batch that is too large, down to one event, which is set aside', async () => {
  const spoolDirectory = temporaryFolder();
  const { server, sink } = await start({ spoolDirectory });
  const lines = sampleLines(4);
  // 4 are too many; 2 are taken; of the others 2 are too many, and of these the first by itself.
  server.next({ status: 413 }, { items: {} }, { status: 413 }, { status: 413 });
  await sink.append(lines, { durable: true });
  await sink.drained();
  expect([...server.documents.values()]).toEqual([lines[0], lines[1], lines[3]]);
  expect(readFileSync(join(spoolDirectory, 'refused.ndjson'), 'utf8')).toBe(`${lines[2]}\n`);
});

test.each([
  ['another status', { status: 401 }, 'the server answered 401'],
  [
    'a redirect, which it does not follow',
    { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
    'the server answered 307',
  ],
  ['no JSON', { status: 200, body: '<html>' }, 'the answer tells of no events, expected 2'],
  ['no items', { status: 200, body: '{"items":{}}' }, 'the answer tells of no events, expected 2'],
  ['too few items', { status: 200, body: '{"items":[{}]}' }, 'the answer tells of 1 events, expected 2'],
  ['items that say nothing', { status: 200, body: '{"items":[{},{}]}' }, 'an event was not taken: undefined'],
] as const)('sends again after %s', async (_, fault, message) => {
  const { server, sink, host } = await start();
  server.next(fault);
  await sink.append(sampleLines(2), { durable: true });
  await sink.drained();
  expect(server.documents.size).toBe(2);
  expect(host.notices.map((notice) => 'error' in notice && String(notice.error))).toEqual([
    `DeliveryError: openSearchSink: ${message}`,
  ]);
});

test('refuses what its spool has no room for', async () => {
  const { server, sink } = await start({ maxSpoolBytes: 700 });
  await server.stop();
  const [first = '', second = '', third = ''] = sampleLines(3);
  await sink.append([first], { durable: true });
  await expect(sink.append([second, third], { durable: true })).rejects.toMatchObject({ code: 'SCRY_SPOOL_FULL' });
});

test('tells of a batch that cannot be read, and tries again with the next events', async () => {
  const server = await startSearchServer();
  const spoolDirectory = temporaryFolder();
  const batch = join(spoolDirectory, '000000000001.ndjson');
  mkdirSync(batch);
  const host = sinkHost(hurriedClock([timeoutMs]));
  const sink = await opened(make(server, { spoolDirectory }), host);
  await vi.waitFor(() => expect(host.notices).toMatchObject([{ lines: 0, error: { code: 'EISDIR' } }]));
  const [left, fresh] = sampleLines(2);
  rmdirSync(batch);
  writeFileSync(batch, `${left}\n`);
  await sink.append([String(fresh)], { durable: true });
  await sink.drained();
  expect([...server.documents.values()]).toEqual([left, fresh]);
});

test('sends nothing for a batch of which nothing was ever acknowledged', async () => {
  const server = await startSearchServer();
  const spoolDirectory = temporaryFolder();
  writeFileSync(join(spoolDirectory, '000000000001.ndjson'), '{"v":1,"id"');
  const sink = await opened(make(server, { spoolDirectory }), sinkHost(hurriedClock([timeoutMs])));
  await sink.drained();
  expect(server.requests).toEqual([]);
  expect(readdirSync(spoolDirectory)).toEqual(['lock']);
});

test('is not open before it was opened', async () => {
  const sink = openSearchSink({ url: 'http://127.0.0.1:1', spoolDirectory: temporaryFolder() });
  await expect(sink.append([], { durable: true })).rejects.toThrow('openSearchSink: the sink is not open');
  await expect(sink.drained()).rejects.toThrow('openSearchSink: the sink is not open');
  await sink.close();
});

test('is not required unless it is told so', () => {
  const options = { url: 'http://127.0.0.1:1/', spoolDirectory: temporaryFolder() };
  expect(openSearchSink(options)).toMatchObject({ name: 'opensearch', required: false });
  expect(openSearchSink({ ...options, required: true })).toMatchObject({ required: true });
});

test.each([
  [{ url: 'ftp://x' }, RangeError, 'openSearchSink: url must be an http or https URL, got "ftp://x"'],
  [{ url: undefined }, TypeError, 'openSearchSink: url must be an http or https URL, got undefined'],
  [{ spoolDirectory: '' }, RangeError, 'openSearchSink: spoolDirectory must be a text that is not empty, got ""'],
  [{ index: 'Audit' }, RangeError, 'openSearchSink: index must be the name of an index in lower case, got "Audit"'],
  [{ maxBatchBytes: 0 }, RangeError, 'openSearchSink: maxBatchBytes must be an integer >= 1, got 0'],
  [{ indx: 'audit' }, TypeError, 'openSearchSink: unknown option indx'],
])('refuses %j', (wrong, kind, message) => {
  const options = { url: 'http://127.0.0.1:1', spoolDirectory: 'spool', ...wrong } as OpenSearchSinkOptions;
  expect(() => openSearchSink(options)).toThrow(kind);
  expect(() => openSearchSink(options)).toThrow(message);
});

test('has an index in which no field of any details can be refused', () => {
  expect(auditIndex()).toMatchObject({
    mappings: {
      dynamic: false,
      properties: { time: { type: 'date' }, details: { enabled: false }, actor: { properties: {} } },
    },
  });
});
