import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { bool, flagDocument } from '../src/build.ts';
import { createFlagsHandler, type FlagsHandlerOptions } from '../src/http.ts';
import { document, empty, json, served } from './served-flags.ts';

describe('GET /flags', () => {
  test('answers with the document in force and its ETag, which is that of its content', async () => {
    const { flags, ask } = served();
    const response = await ask('/flags');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual(document);
    const etag = response.headers.get('etag');
    expect(etag).toMatch(/^"[\da-f]{32}"$/);
    expect((await served().ask('/flags')).headers.get('etag')).toBe(etag);
    flags.update(flagDocument([]));
    expect((await ask('/flags')).headers.get('etag')).not.toBe(etag);
  });

  test.each([
    ['the tag', (etag: string) => etag, 304],
    ['the tag as a weak one', (etag: string) => `W/${etag}`, 304],
    ['one of several', (etag: string) => `"x", ${etag}`, 304],
    ['any', () => '*', 304],
    ['another', () => '"x"', 200],
  ])('answers to If-None-Match with %s', async (_, header, status) => {
    const { ask } = served();
    const etag = (await ask('/flags')).headers.get('etag') ?? '';
    const response = await ask('/flags', { headers: { 'if-none-match': header(etag) } });
    expect([response.status, response.headers.get('etag')]).toEqual([status, etag]);
    expect((await response.text()) === '').toBe(status === 304);
  });

  test('answers HEAD without a body, and 503 before there is a document', async () => {
    const head = await served().ask('/flags', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await empty()('/flags')).status).toBe(503);
  });
});

describe('PUT /flags', () => {
  const authorize = (request: Request) => {
    const who = request.headers.get('authorization');
    return who === 'reader' ? 'forbidden' : who === 'admin';
  };
  const put = (body: unknown, headers: Record<string, string> = {}) =>
    json('PUT', body, { authorization: 'admin', ...headers });
  const next = flagDocument([bool('a', { default: 'on' })]);

  test('puts a document in force for whom authorize knows', async () => {
    const { flags, ask } = served({ authorize });
    const response = await ask('/flags', put(next));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      changes: [
        { key: 'a', change: 'changed' },
        { key: 'b', change: 'removed' },
        { key: 'size', change: 'removed' },
      ],
      warnings: [],
    });
    expect(flags.document()).toEqual(next);
    expect(response.headers.get('etag')).toBe((await ask('/flags')).headers.get('etag'));
  });

  test.each([
    ['nobody', {}, 401],
    ['somebody who may only read', { authorization: 'reader' }, 403],
  ])('is refused to %s, whatever is sent', async (_, headers, status) => {
    const { flags, ask } = served({ authorize });
    for (const body of [next, '{']) {
      const response = await ask('/flags', { ...json('PUT', body), headers: { ...headers } });
      expect(response.status).toBe(status);
    }
    expect(flags.document()).toEqual(document);
  });

  test('is no method without authorize', async () => {
    const { flags, ask } = served();
    const response = await ask('/flags', put(next));
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(flags.document()).toEqual(document);
  });

  test.each([
    ['an authorize that throws', () => Promise.reject(new Error('secret'))],
    ['an authorize that answers nonsense', () => 'yes' as never],
  ])('is refused by %s', async (_, broken) => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const { flags, ask } = served({ authorize: broken });
    const response = await ask('/flags', put(next));
    expect(response.status).toBeGreaterThanOrEqual(401);
    expect(await response.text()).not.toContain('secret');
    expect(flags.document()).toEqual(document);
  });

  test.each<[string, RequestInit, number, string]>([
    ['what is no document', put({}), 422, 'flags'],
    ['what is no JSON', put('{'), 400, 'the body must be JSON: '],
    ['what is no UTF-8', { ...put(''), body: new Uint8Array([0xff]) }, 400, 'the body must be JSON: '],
    ['another type', put(next, { 'content-type': 'text/plain' }), 415, 'got text/plain'],
    ['what is too long', put(`"${'x'.repeat(2_000)}"`), 413, 'not be longer than 1000 bytes'],
  ])('refuses %s', async (_, init, status, message) => {
    const { flags, ask } = served({ authorize, maxBodyBytes: 1_000 });
    const response = await ask('/flags', init);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(message);
    expect(flags.document()).toEqual(document);
  });

  test('refuses a body without a type', async () => {
    const init = { method: 'PUT', headers: { authorization: 'admin' }, body: new Uint8Array([0x7b]) };
    expect(await (await served({ authorize }).ask('/flags', init)).text()).toContain('got none');
  });

  test('lets the second of two editors see that the document is not the one that he read', async () => {
    const { flags, ask } = served({ authorize });
    const etag = (await ask('/flags')).headers.get('etag') ?? '';
    const both = await Promise.all([
      ask('/flags', put(next, { 'if-match': etag })),
      ask('/flags', put(flagDocument([]), { 'if-match': etag })),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await ask('/flags', put(next, { 'if-match': etag }))).status).toBe(412);
    expect((await ask('/flags', put(next, { 'if-match': '*' }))).status).toBe(200);
    expect(flags.document()).toEqual(next);
    expect((await empty({ authorize })('/flags', put(next, { 'if-match': '*' }))).status).toBe(412);
  });

  test('takes the first document of all', async () => {
    expect((await empty({ authorize })('/flags', put(next))).status).toBe(200);
  });
});

describe('GET /flags/stream', () => {
  const decoder = new TextDecoder();

  async function open(ask: ReturnType<typeof served>['ask'], init?: RequestInit) {
    const response = await ask('/flags/stream', init);
    const reader = response.body?.getReader();
    const read = async () => {
      const chunk = await reader?.read();
      return chunk?.done ? undefined : decoder.decode(chunk?.value);
    };
    return { response, read, cancel: () => reader?.cancel() };
  }

  test('begins with the ETag of the document, and sends that of each later one', async () => {
    const { flags, ask } = served();
    const { response, read } = await open(ask);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const etagNow = async () => (await ask('/flags')).headers.get('etag');
    expect(await read()).toBe(`event: change\ndata: ${await etagNow()}\n\n`);
    flags.update({}); // refused
    flags.update(flagDocument([]));
    expect(await read()).toBe(`event: change\ndata: ${await etagNow()}\n\n`);
  });

  test('begins with a comment when there is no document', async () => {
    expect(await (await open(empty())).read()).toBe(':\n\n');
  });

  test('misses no document that comes while it is opened', async () => {
    const { flags, ask } = served();
    const opening = open(ask);
    flags.update(flagDocument([]));
    const { read } = await opening;
    expect(await read()).toContain((await ask('/flags')).headers.get('etag'));
  });

  test('says that it lives, by one timer for all, and by none when nobody listens', async () => {
    const clock = createFakeClock();
    const { ask } = served({ clock, heartbeatMs: 1_000 });
    const streams = await Promise.all([open(ask), open(ask)]);
    expect(clock.pending).toBe(1);
    for (const { read } of streams) await read();
    await clock.advance(2_500);
    for (const { read } of streams) expect([await read(), await read()]).toEqual([':\n\n', ':\n\n']);
    await streams[0]?.cancel();
    expect(clock.pending).toBe(1);
    await streams[1]?.cancel();
    expect(clock.pending).toBe(0);
  });

  test('ends when the client leaves', async () => {
    const clock = createFakeClock();
    const left = new AbortController();
    const { read } = await open(served({ clock }).ask, { signal: left.signal });
    await read();
    left.abort();
    expect(await read()).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  test('takes no place for a client that has left already', async () => {
    const clock = createFakeClock();
    const { ask } = served({ clock, maxStreams: 1 });
    const left = new AbortController();
    const opening = open(ask, { signal: left.signal });
    left.abort();
    expect(await (await opening).read()).toBeUndefined();
    expect(clock.pending).toBe(0);
    expect((await open(ask)).response.status).toBe(200);
  });

  test('cuts off who does not read, and leaves the others alone', async () => {
    const clock = createFakeClock();
    const { ask } = served({ clock, heartbeatMs: 1 });
    const [slow, quick] = [await open(ask), await open(ask)];
    await quick.read();
    for (let i = 0; i < 40; i++) {
      await clock.advance(1);
      expect(await quick.read()).toBe(':\n\n');
    }
    let kept = 0;
    while ((await slow.read()) !== undefined) kept++;
    expect(kept).toBe(16);
  });

  test('stops beating when everybody was cut off', async () => {
    const clock = createFakeClock();
    await open(served({ clock, heartbeatMs: 1 }).ask);
    await clock.advance(16);
    expect(clock.pending).toBe(0);
  });

  test('is refused to too many', async () => {
    const { ask } = served({ maxStreams: 1 });
    const first = await open(ask);
    expect((await open(ask)).response.status).toBe(503);
    await first.cancel();
    expect((await open(ask)).response.status).toBe(200);
  });
});

test.each([
  ['GET', '/', 404],
  ['GET', '/flags/', 404],
  ['GET', '/ofrep/v1/evaluate', 404],
  ['POST', '/ofrep/v1/evaluate/flags/%E0%A4%A', 404],
  ['DELETE', '/flags', 405],
  ['GET', '/ofrep/v1/evaluate/flags/a', 405],
  ['constructor', '/flags', 405],
])('answers %s %s with %d', async (method, path, status) => {
  expect((await served().ask(path, { method })).status).toBe(status);
});

test('paths begin with the base path, and nothing else is answered', async () => {
  const { ask } = served({ basePath: '/api/v1' });
  expect((await ask('/api/v1/flags')).status).toBe(200);
  expect((await ask('/flags')).status).toBe(404);
});

test('a fault of ours is a status 500 that tells nothing, and is reported to the platform', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const { flags } = served();
  vi.spyOn(flags, 'document').mockImplementation(() => {
    throw new Error('secret');
  });
  const response = await createFlagsHandler(flags)(new Request('http://flags.test/flags'));
  expect([response.status, (await response.text()).includes('secret')]).toEqual([500, false]);
  expect(warn.mock.calls).toEqual([[expect.objectContaining({ message: 'secret' })]]);
});

test.each([
  [{ basePath: 'api' }, 'basePath must be empty or a path such as /api, got "api"'],
  [{ basePath: '/api/' }, 'basePath must be empty or a path such as /api, got "/api/"'],
  [{ maxStreams: 0 }, 'maxStreams must be an integer >= 1, got 0'],
  [{ heartbeatMs: 0 }, 'heartbeatMs must be a finite number >= 1, got 0'],
  [{ authorise: () => true }, 'unknown option authorise'],
])('refuses %j', (options, message) => {
  expect(() => served(options as FlagsHandlerOptions)).toThrow(`createFlagsHandler: ${message}`);
});
