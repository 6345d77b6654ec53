import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeClock, type FakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { httpSink } from '../src/http.ts';
import { openSearchSink } from '../src/opensearch.ts';
import { opened, sampleLines, sinkHost, temporaryFolder } from './sink-host.ts';

describe('a sink that sends', () => {
  /** Each request that a sink made, answered with 200 and as many items as there are lines, if any were asked for. */
  function recorder(...answers: Response[]) {
    const requests: [url: string, headers: unknown][] = [];
    const fetch = async (url: unknown, init: RequestInit = {}) => {
      requests.push([String(url), init.headers]);
      const count = String(init.body).split('"_id"').length - 1;
      const items = Array.from({ length: count }, () => ({ create: { status: 201 } }));
      return answers.shift() ?? new Response(JSON.stringify({ items }));
    };
    return { requests, fetch: fetch as typeof globalThis.fetch };
  }

  async function sent(make: 'http' | 'opensearch', options: object, clock: FakeClock = createFakeClock()) {
    const given = { url: 'https://a.example/x/', spoolDirectory: temporaryFolder(), ...options };
    const host = sinkHost(clock);
    const sink = await opened(make === 'http' ? httpSink(given) : openSearchSink(given), host);
    await sink.append(sampleLines(1), { durable: true });
    return { sink, host, clock };
  }

  test('adds its path to the URL, with one slash between them', async () => {
    const { requests, fetch } = recorder();
    for (const url of ['https://a.example/x/', 'https://a.example/x'])
      await (await sent('opensearch', { fetch, url })).sink.drained();
    await (await sent('http', { fetch })).sink.drained();
    expect(requests.map(([url]) => url)).toEqual([
      'https://a.example/x/audit/_bulk',
      'https://a.example/x/audit/_bulk',
      'https://a.example/x/',
    ]);
  });

  test('sends the headers that it is given, but for its own', async () => {
    const { requests, fetch } = recorder();
    const headers = { authorization: 'Bearer x', 'content-type': 'text/plain' };
    await (await sent('http', { fetch, headers })).sink.drained();
    expect(requests[0]?.[1]).toEqual({
      authorization: 'Bearer x',
      'content-type': 'application/x-ndjson',
      'idempotency-key': expect.stringMatching(/^"[\da-f]{32}"$/),
    });
  });

  test('gives a request half a minute unless it is told otherwise', async () => {
    const hang = (_: unknown, { signal }: RequestInit) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    for (const [timeoutMs, options] of [
      [30_000, {}],
      [7, { timeoutMs: 7 }],
    ] as const) {
      const { sink, host, clock } = await sent('http', { fetch: hang, ...options });
      await vi.waitFor(() => expect(clock.pending).toBe(1));
      await clock.advance(timeoutMs - 1);
      expect(host.notices).toEqual([]);
      await clock.advance(1);
      await vi.waitFor(() => expect(host.notices).toHaveLength(1));
      expect(host.notices).toMatchObject([
        { sink: 'http', required: false, error: { message: expect.stringContaining(`within ${timeoutMs} ms`) } },
      ]);
      await sink.close();
    }
  });

  test.each([
    [199, 'the server answered 199, expected 2xx'],
    [300, 'the server answered 300, expected 2xx'],
    [401, 'the server answered 401, expected 2xx'],
  ])('says what the server answered: %i', async (status, message) => {
    const answer = { status, body: null, headers: new Headers({ 'retry-after': '1' }) };
    const { fetch } = recorder(answer as Response);
    const { host, clock, sink } = await sent('http', { fetch });
    await vi.waitFor(() => expect(host.notices).toHaveLength(1));
    expect(host.notices).toMatchObject([{ error: { message: `httpSink: ${message}`, status, retryAfterMs: 1_000 } }]);
    await vi.waitFor(() => expect(clock.pending).toBe(1));
    const drained = sink.drained();
    await clock.advance(1_000);
    await drained;
  });

  test.each([200, 204, 299])('takes %i for taken', async (status) => {
    const { fetch, requests } = recorder({ status, body: null, headers: new Headers() } as Response);
    const { host, sink } = await sent('http', { fetch });
    await sink.drained();
    expect([host.notices, requests.length]).toEqual([[], 1]);
  });

  test.each([
    [{ status: 199 }, 199, '199'],
    [{ status: 300 }, 300, '300'],
    [{ status: 404, error: { type: 'index_not_found_exception' } }, 404, '404 index_not_found_exception'],
    [{ status: 429, error: {} }, 429, '429'],
    [undefined, undefined, 'undefined'],
  ])('says which event a search server did not take: %j', async (create, status, what) => {
    const { fetch } = recorder(new Response(JSON.stringify({ items: [{ create }] })));
    const { host } = await sent('opensearch', { fetch });
    await vi.waitFor(() => expect(host.notices).toHaveLength(1));
    expect(host.notices).toMatchObject([
      { error: { message: `openSearchSink: an event was not taken: ${what}`, status, code: 'SCRY_DELIVERY' } },
    ]);
  });

  test.each([200, 201, 299, 409])('takes an event with the status %i for taken', async (status) => {
    const { fetch, requests } = recorder(new Response(JSON.stringify({ items: [{ create: { status } }] })));
    const { host, sink } = await sent('opensearch', { fetch });
    await sink.drained();
    expect([host.notices, requests.length]).toEqual([[], 1]);
  });

  test('names each reason once for which a search server refuses events', async () => {
    const refused = (type?: string) => ({ create: { status: 400, ...(type && { error: { type } }) } });
    const items = [refused('a'), refused('b'), { create: { status: 201 } }, refused('a')];
    const { fetch } = recorder(new Response(JSON.stringify({ items })));
    const given = { url: 'https://a.example', spoolDirectory: temporaryFolder(), fetch };
    const host = sinkHost(createFakeClock());
    const sink = await opened(openSearchSink(given), host);
    const lines = sampleLines(4);
    await sink.append(lines, { durable: true });
    await sink.drained();
    expect(host.notices).toMatchObject([
      { lines: 3, error: { message: 'opensearch: refused for good, and set aside: a, b' } },
      { type: 'sink-dropped', lines: 3 },
    ]);
    expect(readFileSync(join(given.spoolDirectory, 'refused.ndjson'), 'utf8')).toBe(
      [lines[0], lines[1], lines[3], ''].join('\n'),
    );
  });
});
