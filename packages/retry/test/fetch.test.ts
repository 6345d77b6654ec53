import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFakeClock } from '@scry/internal/fake-clock';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RetryFetchOptions, retryFetch } from '../src/fetch.ts';
import type { RetryEvent } from '../src/index.ts';

let server: Server;
let url: string;
/** What the server does with each request, in order; then it answers 200. */
let script: ((request: IncomingMessage, response: ServerResponse) => void)[];
let requests: { method: string | undefined; body: string }[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const step = script.shift() ?? answer(200);
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push({ method: request.method, body });
    step(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  script = [];
  requests = [];
});

const answer =
  (status: number, headers: Record<string, string> = {}) =>
  (_: IncomingMessage, response: ServerResponse) =>
    response.writeHead(status, headers).end(`status ${status}`);
const reset = (request: IncomingMessage) => request.socket.destroy();

const fetchWith = (options: RetryFetchOptions = {}) => retryFetch(fetch, { minDelayMs: 0, ...options });

describe('retryFetch', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])('repeats a request that was answered with %d', async (status) => {
    script = [answer(status), answer(status)];
    const response = await fetchWith()(url);
    expect(await response.text()).toBe('status 200');
    expect(requests).toHaveLength(3);
  });

  test.each([304, 400, 404, 501])('takes %d for an answer', async (status) => {
    script = [answer(status)];
    expect((await fetchWith()(url)).status).toBe(status);
    expect(requests).toHaveLength(1);
  });

  test('repeats a request whose connection broke', async () => {
    script = [reset, reset];
    expect((await fetchWith()(url)).status).toBe(200);
  });

  test('rejects with the error of fetch itself when it never gets through', async () => {
    script = [reset, reset, reset];
    await expect(fetchWith()(url)).rejects.toThrow(new TypeError('fetch failed'));
    expect(requests).toHaveLength(3);
  });

  test('returns the last response unread when none is good', async () => {
    script = [answer(503), answer(503), answer(502)];
    const response = await fetchWith()(url);
    expect([response.status, await response.text()]).toEqual([502, 'status 502']);
  });

  test('waits as long as Retry-After says', async () => {
    const clock = createFakeClock();
    script = [answer(429, { 'retry-after': '20' })];
    const waited = new Promise<RetryEvent>((resolve) => {
      const onEvent = (event: RetryEvent) => resolve(event);
      fetchWith({ clock, jitter: 'none', onEvent })(url).catch(() => {});
    });
    expect(await waited).toMatchObject({ type: 'retry', delayMs: 20_000 });
  });

  test('returns the response at once when Retry-After is too long', async () => {
    script = [answer(503, { 'retry-after': '3600' })];
    expect((await fetchWith()(url)).status).toBe(503);
    expect(requests).toHaveLength(1);
  });

  test('cancels the body of a response that it discards', async () => {
    const cancelled: number[] = [];
    const bodies = [503, 503, 200].map((status) => {
      const body = new ReadableStream({ cancel: () => void cancelled.push(status) });
      return new Response(body, { status });
    });
    const fake = vi.fn<typeof fetch>(async () => bodies.shift() ?? expect.fail('one request too many'));
    const response = await retryFetch(fake, { minDelayMs: 0 })(url);
    expect(response.status).toBe(200);
    expect(cancelled).toEqual([503, 503]);
  });

  test('leaves a discarded body alone that somebody reads already, and one that is not there', async () => {
    const locked = new Response('x', { status: 503 });
    locked.body?.getReader();
    const responses = [locked, new Response(null, { status: 503 }), new Response('fine')];
    const fake: typeof fetch = async () => responses.shift() ?? expect.fail('one request too many');
    expect((await retryFetch(fake, { minDelayMs: 0 })(url)).status).toBe(200);
  });

  test('tells the observer as well', async () => {
    script = [answer(503)];
    const onEvent = vi.fn();
    await fetchWith({ onEvent, name: 'feed' })(url);
    expect(onEvent.mock.calls.map(([event]) => [event.type, event.name])).toEqual([
      ['retry', 'feed'],
      ['success', 'feed'],
    ]);
  });
});

describe('methods', () => {
  test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'put'])('%s is repeated', async (method) => {
    script = [answer(503)];
    expect((await fetchWith()(url, { method })).status).toBe(200);
  });

  test.each(['POST', 'PATCH'])('%s is sent once', async (method) => {
    script = [answer(503)];
    expect((await fetchWith()(url, { method, body: 'x' })).status).toBe(503);
    expect(requests).toHaveLength(1);
  });

  test('may be named', async () => {
    script = [answer(503), answer(503)];
    const only = fetchWith({ methods: ['post'] });
    expect((await only(url, { method: 'POST', body: 'x' })).status).toBe(200);
    script = [answer(503)];
    expect((await only(url)).status).toBe(503);
  });

  test('of a Request count', async () => {
    script = [answer(503)];
    expect((await fetchWith()(new Request(url, { method: 'POST' }))).status).toBe(503);
    script = [answer(503)];
    expect((await fetchWith()(new Request(url))).status).toBe(200);
  });

  test('must be texts, each of them', () => {
    const wrong = () => fetchWith({ methods: ['GET', 5] as unknown as string[] });
    expect(wrong).toThrow(new TypeError('retryFetch: methods must be an array of strings, got an object'));
  });
});

describe('bodies', () => {
  const form = new FormData();
  form.set('a', '1');
  test.each<[string, NonNullable<RequestInit['body']>]>([
    ['a text', 'a=1'],
    ['a Blob', new Blob(['a=1'])],
    ['an ArrayBuffer', new TextEncoder().encode('a=1').buffer],
    ['a typed array', new TextEncoder().encode('a=1')],
    ['URLSearchParams', new URLSearchParams({ a: '1' })],
    ['FormData', form],
  ])('%s is sent again', async (_, body) => {
    script = [answer(503)];
    expect((await fetchWith()(url, { method: 'PUT', body })).status).toBe(200);
    expect(requests).toHaveLength(2);
    for (const request of requests) expect(request.body).toContain(body === form ? 'name="a"' : 'a=1');
  });

  test('a stream is sent once', async () => {
    script = [answer(503)];
    const body = new Blob(['a=1']).stream();
    expect((await fetchWith()(url, { method: 'PUT', body, duplex: 'half' } as RequestInit)).status).toBe(503);
    expect(requests).toEqual([{ method: 'PUT', body: 'a=1' }]);
  });

  test('the body of a Request is sent once', async () => {
    script = [answer(503)];
    expect((await fetchWith()(new Request(url, { method: 'PUT', body: 'a=1' }))).status).toBe(503);
  });
});

describe('the signal', () => {
  test('of the caller ends the request', async () => {
    const controller = new AbortController();
    script = [() => controller.abort(new Error('stop'))];
    await expect(fetchWith()(url, { signal: controller.signal })).rejects.toThrow('stop');
  });

  test('of the caller ends the wait for another attempt', async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    script = [answer(503)];
    const onEvent = () => controller.abort(new Error('stop'));
    const fetchOften = fetchWith({ clock, jitter: 'none', minDelayMs: 1_000, onEvent });
    await expect(fetchOften(url, { signal: controller.signal })).rejects.toThrow('stop');
    expect(clock.pending).toBe(0);
  });

  test('of a Request does so too, unless init takes it away', async () => {
    const request = new Request(url, { signal: AbortSignal.abort(new Error('stop')) });
    await expect(fetchWith()(request)).rejects.toThrow('stop');
    expect((await fetchWith()(new Request(url), { signal: null })).status).toBe(200);
  });

  test('still ends the reading of the body, after the attempt is over', async () => {
    const controller = new AbortController();
    script = [(_, response) => void response.writeHead(200).write('first part')];
    const response = await fetchWith({ attemptTimeoutMs: 60_000 })(url, { signal: controller.signal });
    const text = response.text();
    controller.abort(new Error('enough'));
    await expect(text).rejects.toThrow('enough');
  });

  test('of the attempt cuts a request that hangs, and the next one goes through', async () => {
    const clock = createFakeClock();
    const arrived = new Promise<void>((resolve) => {
      script = [() => resolve()];
    });
    const promise = fetchWith({ clock, attemptTimeoutMs: 1_000 })(url);
    await arrived;
    await clock.advance(1_000);
    expect((await promise).status).toBe(200);
  });
});

test('has a budget by default, so that an outage is not multiplied', async () => {
  let requests = 0;
  const down: typeof fetch = async () => {
    requests++;
    return new Response(null, { status: 503 });
  };
  const often = retryFetch(down, { minDelayMs: 0, attempts: 11 });
  for (let i = 0; i < 20; i++) await often(url);
  expect(requests).toBe(20 + 100);
});

test('takes a preset by name', async () => {
  expect((await retryFetch(fetch, 'externalApi')(url)).status).toBe(200);
  expect(() => retryFetch(fetch, 'nothing' as 'default')).toThrow(/^retryFetch: preset must be default, /);
});

test('refuses what is no function, and a wrong option', () => {
  expect(() => retryFetch(undefined as unknown as typeof fetch)).toThrow(
    'retryFetch: fetch must be a function, got undefined',
  );
  expect(() => fetchWith({ attempts: 0 })).toThrow('retryFetch: attempts must be');
  expect(() => fetchWith({ onEvent: 5 as unknown as () => void })).toThrow(
    'retryFetch: onEvent must be a function, got 5',
  );
});
