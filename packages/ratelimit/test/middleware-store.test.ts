import { once } from 'node:events';
import express from 'express';
import createFastify from 'fastify';
import { describe, expect, test, vi } from 'vitest';
import { rateLimit as forExpress } from '../src/express.ts';
import { rateLimit as forFastify } from '../src/fastify.ts';
import { createRateLimiter, type RateLimitStore } from '../src/index.ts';
import { listen, servers } from './servers.ts';

/** A store that is there, and has so many tokens left in every bucket. */
function storeWith(remaining: number): RateLimitStore {
  const figures = remaining > 0 ? [0, remaining - 1, 0, 1_000, 1_000] : [1, 0, 5_000_000, 5_000_000, 9_000_000];
  return {
    decide: async ({ keys, policies }) => keys.flatMap(() => policies.flatMap(() => figures)),
    block: async () => {},
    reset: async () => {},
  };
}

/** A store that is away. */
const gone: RateLimitStore = { ...storeWith(0), decide: () => Promise.reject(new Error('connection refused')) };

describe.each(Object.entries(servers))('the middleware of %s with a store', (_, start) => {
  test('waits for what the store says', async () => {
    const open = await start({ requestsPerWindow: 10, store: storeWith(7) });
    expect(await open()).toMatchObject({ status: 200, headers: { 'x-ratelimit-remaining': '6' } });
    const full = await start({ requestsPerWindow: 10, store: storeWith(0) });
    expect(await full()).toMatchObject({ status: 429, headers: { 'retry-after': '5' } });
  });

  test('is told apart in the store from another one by its name, with its ceiling', async () => {
    const names: string[] = [];
    const store: RateLimitStore = {
      ...storeWith(7),
      decide: (batch) => {
        names.push(...batch.policies.map(({ name }) => name));
        return storeWith(7).decide(batch);
      },
    };
    const send = await start({ name: 'log-ins', limitBy: 'api_key', store });
    const { headers } = await send('/', { 'x-api-key': 'a' });
    expect(names).toEqual(['log-ins-ip-ceiling', 'log-ins']);
    expect(headers['ratelimit-policy']).toBe('"log-ins";q=100;w=60');
  });

  test('limits in memory while the store is away', async () => {
    const send = await start({ requestsPerWindow: 1, store: gone });
    expect((await send()).status).toBe(200);
    expect((await send()).status).toBe(429);
  });

  test('lets all requests pass while the store is away, where that is asked for', async () => {
    const limiter = createRateLimiter({ limit: 1, windowMs: 60_000, store: gone, onStoreError: 'open' });
    const send = await start({ limiter });
    expect((await send()).status).toBe(200);
    expect((await send()).status).toBe(200);
  });

  test('answers 503, and not that the client is at fault, while it is closed because the store is away', async () => {
    const limiter = createRateLimiter({ limit: 1, windowMs: 60_000, store: gone, onStoreError: 'closed' });
    const { status, body } = await (await start({ limiter }))();
    expect([status, JSON.parse(body).detail]).toEqual([503, 'Rate limiter unavailable']);
    const problem = await (await start({ limiter, body: 'problem' }))();
    expect(JSON.parse(problem.body)).toMatchObject({
      type: 'https://iana.org/assignments/http-problem-types#temporary-reduced-capacity',
      title: 'The rate limiter is unavailable',
      status: 503,
    });
  });

  test('answers though tokens cannot be given back', async () => {
    const refused = vi.fn();
    const limiter = { ...createRateLimiter({ limit: 9, windowMs: 60_000 }), refund: () => Promise.reject(refused()) };
    const send = await start({ limiter, refundOn: 'success' });
    expect((await send()).status).toBe(200);
    await vi.waitFor(() => expect(refused).toHaveBeenCalled());
    expect((await send()).status).toBe(200);
  });

  test('holds an unverified API key to both of its buckets', async () => {
    const options = { requestsPerWindow: 1, limitBy: 'api_key', refundOn: 'failure' } as const;
    const send = await start({ ...options, store: storeWith(3) });
    expect((await send('/status/500', { 'x-api-key': 'a' })).status).toBe(500);
    const full = await start({ ...options, store: storeWith(0) });
    expect((await full('/', { 'x-api-key': 'a' })).status).toBe(429);
  });
});

describe('a response that was sent while the store was asked', () => {
  test.each([7, 0])('gets no headers and no second answer from Express (%d left)', async (remaining) => {
    const app = express();
    const handler = vi.fn();
    app.use((_request, response, next) => {
      next();
      response.send('early');
    });
    app.use(forExpress({ store: storeWith(remaining) }), handler);
    const { status, headers, body } = await (await listen(app))();
    expect([status, body]).toEqual([200, 'early']);
    expect(headers).not.toHaveProperty('x-ratelimit-limit');
    await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(remaining > 0 ? 1 : 0));
  });

  test.each([7, 0])('gets no headers and no second answer from Fastify (%d left)', async (remaining) => {
    const warnings: string[] = [];
    const app = createFastify({ logger: { level: 'warn', stream: { write: (line) => warnings.push(line) } } });
    let answered = (): void => {};
    const limiter = createRateLimiter({ limit: 9, windowMs: 60_000, store: storeWith(remaining) });
    const consume = async (...call: Parameters<typeof limiter.consume>) => {
      answered();
      return limiter.consume(...call);
    };
    app.addHook('onRequest', (_request, reply, done) => {
      answered = () => void reply.send('early');
      done();
    });
    app.register(forFastify({ limiter: { ...limiter, consume } }));
    app.get('/', async () => 'late');
    await app.ready();
    const { status, headers, body } = await (await listen(app.routing))();
    expect([status, body]).toEqual([200, 'early']);
    expect(headers).not.toHaveProperty('x-ratelimit-limit');
    await app.close();
    expect(warnings).toEqual([]);
  });

  test('does not stop a request of node:http, not even one without a target', async () => {
    const limited = forExpress({ store: storeWith(7), exemptPaths: ['/health'] });
    const next = vi.fn();
    const send = await listen((request, response) => {
      delete request.url;
      limited(request, response, next);
      response.end('early');
    });
    const { headers } = await send();
    expect(headers).not.toHaveProperty('x-ratelimit-limit');
    await vi.waitFor(() => expect(next).toHaveBeenCalledWith());
  });
});

test('the tokens of a request whose client went away before the answer are not given back', async () => {
  const limiter = createRateLimiter({ limit: 9, windowMs: 60_000 });
  const limited = forExpress({ limiter, refundOn: () => true });
  let isClosed = (): void => {};
  const closed = new Promise<void>((resolve) => {
    isClosed = resolve;
  });
  const send = await listen((request, response) =>
    limited(request, response, async () => {
      request.socket.destroy();
      await once(response, 'close');
      isClosed();
    }),
  );
  await expect(send()).rejects.toThrow('socket hang up');
  await closed;
  expect(limiter.peek('ip:127.0.0.1').remaining).toBe(8);
});
