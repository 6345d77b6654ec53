import { describe, expect, test } from 'vitest';
import { createRateLimitMiddleware, withRateLimit } from '../src/fetch.ts';

const request = (headers = {}) => new Request('http://example.test/shows', { headers });

describe('withRateLimit', () => {
  test('gives all clients one bucket where nothing tells them apart', async () => {
    const handler = withRateLimit(() => new Response('ok'), { requestsPerWindow: 1 });
    expect((await handler(request())).status).toBe(200);
    expect((await handler(request({ 'x-forwarded-for': '1.1.1.1' }))).status).toBe(429);
  });

  test('tells clients apart by what the platform says, and by what a proxy says', async () => {
    const clientAddress = (each: Request) => each.headers.get('cf-connecting-ip') ?? undefined;
    const byPlatform = withRateLimit(() => new Response('ok'), { requestsPerWindow: 1, clientAddress });
    expect((await byPlatform(request({ 'cf-connecting-ip': '1.1.1.1' }))).status).toBe(200);
    expect((await byPlatform(request({ 'cf-connecting-ip': '2.2.2.2' }))).status).toBe(200);
    const byProxy = withRateLimit(() => new Response('ok'), { requestsPerWindow: 1, trustProxy: 1 });
    expect((await byProxy(request({ 'x-forwarded-for': '1.1.1.1' }))).status).toBe(200);
    expect((await byProxy(request({ 'x-forwarded-for': '2.2.2.2' }))).status).toBe(200);
  });

  test('limits endpoints by their paths', async () => {
    const handler = withRateLimit(() => new Response('ok'), { requestsPerWindow: 1, limitBy: 'endpoint' });
    expect((await handler(request())).status).toBe(200);
    expect((await handler(new Request('http://example.test//shows/', { method: 'HEAD' }))).status).toBe(429);
    expect((await handler(new Request('http://example.test/episodes'))).status).toBe(200);
  });

  test('hands on what the platform hands in beside the request', async () => {
    const handler = withRateLimit((each: Request, env: { name: string }) => new Response(`${env.name} ${each.method}`));
    expect(await (await handler(request(), { name: 'kv' })).text()).toBe('kv GET');
  });

  test('adds its headers to a response whose headers are read-only', async () => {
    const handler = withRateLimit(() => Response.redirect('http://example.test/new', 303));
    const { status, headers } = await handler(request());
    expect([status, headers.get('location')]).toEqual([303, 'http://example.test/new']);
    expect(headers.get('x-ratelimit-remaining')).toBe('99');
  });

  test('hands on the very response of the handler where it can', async () => {
    const response = new Response('ok');
    const handler = withRateLimit(() => response);
    expect(await handler(request())).toBe(response);
  });

  test('leaves an error of the network alone, which cannot be made anew', async () => {
    const response = Response.error();
    expect(await withRateLimit(() => response)(request())).toBe(response);
  });

  test('rejects with what the handler throws', async () => {
    const failure = new Error('down');
    const handler = withRateLimit(() => Promise.reject(failure));
    await expect(handler(request())).rejects.toBe(failure);
  });

  test('calls the handler and nothing else when it is not enabled', async () => {
    const response = new Response('ok');
    const handler = withRateLimit(() => response, { enabled: false });
    expect((await handler(request())).headers.get('x-ratelimit-limit')).toBeNull();
  });

  test('is configured once for several handlers, each with a limit of its own', async () => {
    const limited = createRateLimitMiddleware({ requestsPerWindow: 1 });
    const one = limited()(() => new Response('one'));
    const two = limited({ windowSeconds: 10 })(() => new Response('two'));
    expect((await one(request())).status).toBe(200);
    const { status, headers } = await two(request());
    expect([status, headers.get('ratelimit-policy')]).toEqual([200, '"default";q=1;w=10']);
  });
});
