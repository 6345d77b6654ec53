import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { createRateLimitMiddleware, rateLimit } from '../src/hono.ts';

describe('the middleware of Hono without a server of Node', () => {
  test('puts its headers on the response of the web', async () => {
    const app = new Hono().use(rateLimit({ requestsPerWindow: 1 })).get('/', (context) => context.text('ok'));
    const allowed = await app.request('/');
    expect([allowed.status, allowed.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
    const denied = await app.request('/');
    expect([denied.status, denied.headers.get('retry-after')]).toEqual([429, '60']);
    expect(denied.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('puts them on a response whose headers are read-only, and on one that the handler made itself', async () => {
    const app = new Hono()
      .use(rateLimit())
      .get('/old', () => Response.redirect('http://example.test/new', 303))
      .get('/raw', () => new Response('raw'));
    expect((await app.request('/old')).headers.get('x-ratelimit-remaining')).toBe('99');
    expect((await app.request('/raw')).headers.get('x-ratelimit-remaining')).toBe('98');
  });

  test('knows the client by what the platform says', async () => {
    const clientAddress = (context: { req: { header(name: string): string | undefined } }) =>
      context.req.header('cf-connecting-ip');
    const app = new Hono()
      .use(rateLimit({ requestsPerWindow: 1, clientAddress }))
      .get('/', (context) => context.text('ok'));
    expect((await app.request('/', { headers: { 'cf-connecting-ip': '1.1.1.1' } })).status).toBe(200);
    expect((await app.request('/', { headers: { 'cf-connecting-ip': '2.2.2.2' } })).status).toBe(200);
  });

  test('counts requests that no handler answers as one endpoint', async () => {
    const app = new Hono().use(rateLimit({ requestsPerWindow: 2, limitBy: 'endpoint' }));
    expect((await app.request('/a')).headers.get('x-ratelimit-remaining')).toBe('1');
    expect((await app.request('/b')).headers.get('x-ratelimit-remaining')).toBe('0');
  });

  test('is configured once for several routes, each with a limit of its own', async () => {
    const limited = createRateLimitMiddleware({ requestsPerWindow: 1 });
    const app = new Hono()
      .get('/one', limited(), (context) => context.text('ok'))
      .get('/two', limited({ windowSeconds: 10 }), (context) => context.text('ok'))
      .get('/off', limited({ enabled: false }), (context) => context.text('ok'));
    await app.request('/one');
    expect((await app.request('/two')).headers.get('ratelimit-policy')).toBe('"default";q=1;w=10');
    expect((await app.request('/off')).headers.get('ratelimit-policy')).toBeNull();
  });
});
