import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { withRateLimit } from '../src/fetch.ts';
import { createRateLimiter, type RateLimitEvent } from '../src/index.ts';
import { type CommonOptions, type Send, type Start, servers } from './servers.ts';

/** The keys that requests are counted under. */
async function keysOf(
  options: CommonOptions,
  requests: (send: Send) => Promise<unknown>,
  start: Start = servers['node:http'],
): Promise<string[]> {
  const keys: string[] = [];
  const onEvent = (event: RateLimitEvent) => 'key' in event && keys.push(event.key);
  const limiter = createRateLimiter({ limit: 100, windowMs: 60_000, onEvent });
  await requests(await start({ limiter, ...options }));
  return keys;
}

describe.each(Object.entries(servers))('what %s limits by', (_, start) => {
  test('is the address of the socket, and nothing that the client writes', async () => {
    const keys = await keysOf(
      {},
      (send) => send('/', { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=1.1.1.1' }),
      start,
    );
    expect(keys).toEqual(['ip:127.0.0.1']);
  });

  test('is what a trusted proxy has written in X-Forwarded-For', async () => {
    const spoofed = ['1.1.1.1', '2.2.2.2, 2001:db8:1:2:3::9'];
    const sent = (send: Send) => send('/', { 'x-forwarded-for': spoofed });
    expect(await keysOf({ trustProxy: 1 }, sent, start)).toEqual(['ip:2001:db8:1:2::/64']);
    expect(await keysOf({ trustProxy: 1, ipv6Subnet: 48 }, sent, start)).toEqual(['ip:2001:db8:1::/48']);
    expect(await keysOf({ trustProxy: 9 }, sent, start)).toEqual(['ip:127.0.0.1']);
    expect(await keysOf({ trustProxy: ['127.0.0.0/8'] }, sent, start)).toEqual(['ip:2001:db8:1:2::/64']);
    expect(await keysOf({ trustProxy: ['10.0.0.0/8'] }, sent, start)).toEqual(['ip:127.0.0.1']);
    expect(await keysOf({ trustProxy: (_ip, hop) => hop < 2 }, sent, start)).toEqual(['ip:2.2.2.2']);
  });

  test('is the digest of an API key, and the address without one', async () => {
    const options: CommonOptions = { limitBy: 'api_key', apiKey: { verify: (key) => key === 'good' } };
    const keys = await keysOf(
      options,
      async (send) => {
        await send('/', { 'x-api-key': 'good' });
        await send('/', { 'x-api-key': 'made up' });
        await send('/');
      },
      start,
    );
    const hash = createHash('sha256').update('good').digest('hex').slice(0, 32);
    expect(keys).toEqual([`api_key:${hash}`, 'ip:127.0.0.1', 'ip:127.0.0.1']);
  });

  test('is an own key, later as well, and the address where there is none', async () => {
    const send3 = async (send: Send) => {
      await send('/', { 'x-user': 'ann' });
      await send('/', { 'x-user': 'ip:127.0.0.1' });
      await send('/');
    };
    const expected = ['key:ann', 'key:ip:127.0.0.1', 'ip:127.0.0.1'];
    expect(await keysOf({ limitBy: (header) => header('x-user') }, send3, start)).toEqual(expected);
    expect(await keysOf({ limitBy: async (header) => header('x-user') }, send3, start)).toEqual(expected);
  });
});

describe('what a request is limited by', () => {
  test('does not grow with what a client writes', async () => {
    const long = 'x'.repeat(5_000);
    const options: CommonOptions = { limitBy: ['endpoint', (header) => header('x-user')] };
    const [key = ''] = await keysOf(options, (send) => send(`/${long}`, { 'x-user': long }));
    expect(key).toMatch(/^endpoint\+key:32:[\da-f]{64}$/);
  });

  test('stays the same for an address, however many others ask in between', async () => {
    const keys: string[] = [];
    const onEvent = (event: RateLimitEvent) => 'key' in event && keys.push(event.key);
    const limiter = createRateLimiter({ limit: 100, windowMs: 60_000, onEvent });
    const clientAddress = (each: Request) => each.headers.get('x-peer') ?? undefined;
    const handler = withRateLimit(() => new Response('ok'), { limiter, clientAddress });
    const peers = Array.from({ length: 2_500 }, (_, n) => `::ffff:10.0.${n >> 8}.${n & 255}`);
    const asked = [...peers, ...peers.slice(0, 3)];
    for (const peer of asked) await handler(new Request('http://example.test/', { headers: { 'x-peer': peer } }));
    expect(keys).toEqual(asked.map((peer) => `ip:${peer.slice(7)}`));
  });

  test('is one endpoint in whatever notation its path is sent', async () => {
    const paths = [
      '/shows/7',
      '//shows/7',
      '/shows//7/',
      '/SHOWS/7',
      '/sh%6Fws/%37?page=2',
      '/shows/./7',
      '/x/../shows/7',
    ];
    const keys = await keysOf({ limitBy: 'endpoint' }, async (send) => {
      for (const path of paths) await send(path);
      await send('http://other.example/shows/7#top');
      await send('/shows/7', {}, 'HEAD');
    });
    expect(keys).toEqual(new Array(9).fill('endpoint:GET /shows/7'));
  });

  test('differs from method to method', async () => {
    const keys = await keysOf({ limitBy: 'endpoint' }, async (send) => {
      await send('/shows', {}, 'POST');
      await send('*', {}, 'OPTIONS');
    });
    expect(keys).toEqual(['endpoint:POST /shows', 'endpoint:OPTIONS *']);
  });

  test.each(['fastify', 'hono'] as const)('is the pattern of the route where %s knows it', async (name) => {
    const keys = await keysOf(
      { limitBy: 'endpoint' },
      async (send) => {
        await send('/items/1');
        await send('/items/2');
        await send('/elsewhere/3');
      },
      servers[name],
    );
    expect(keys).toEqual(['endpoint:GET /items/:id', 'endpoint:GET /items/:id', 'endpoint:GET /*']);
  });

  test('is in a list each combination, and no two combinations meet in one key', async () => {
    const user = (name: string) => (header: (name: string) => string | undefined) => header(name);
    const options: CommonOptions = { limitBy: [user('x-a'), user('x-b'), user('x-c')] };
    const keys = await keysOf(options, async (send) => {
      await send('/', { 'x-a': 'a', 'x-b': 'bc', 'x-c': 'd' });
      await send('/', { 'x-a': 'ab', 'x-b': 'c', 'x-c': 'd' });
      await send('/', { 'x-a': 'a', 'x-b': 'b', 'x-c': 'cd' });
      await send('/', { 'x-a': '1:a', 'x-b': 'bc', 'x-c': 'd' });
    });
    expect(keys[0]).toBe('key+key+key:5:1:abcd');
    expect(new Set(keys).size).toBe(4);
  });

  test('is the client and the endpoint where both are listed', async () => {
    const keys = await keysOf({ limitBy: ['ip', 'endpoint'] }, (send) => send('/a'));
    expect(keys).toEqual(['ip+endpoint:9:127.0.0.1GET /a']);
  });

  test('never has an API key in it', async () => {
    const secret = 'sk_live_very_secret';
    const headers = { 'x-client-key': secret };
    const options: CommonOptions = {
      limitBy: ['api_key', 'endpoint'],
      apiKey: { header: 'X-Client-Key', ipCeiling: { limit: 5, windowMs: 1_000 } },
    };
    const [key] = await keysOf(options, (send) => send('/a', headers));
    expect(key).toMatch(/^api_key\+endpoint:32:[\da-f]{32}GET \/a$/);
  });
});

describe('an API key that nobody verifies', () => {
  const mint = (n: number) => ({ 'x-api-key': `made-up-${n}` });

  test('has a bucket of its own', async () => {
    const send = await servers.express({ requestsPerWindow: 2, limitBy: 'api_key' });
    expect((await send('/', mint(1))).headers['x-ratelimit-remaining']).toBe('1');
    expect((await send('/', mint(2))).headers['x-ratelimit-remaining']).toBe('1');
  });

  test('does not free an address that makes keys up from a ceiling of ten times the limit', async () => {
    const send = await servers.express({ requestsPerWindow: 2, windowSeconds: 3_600, limitBy: 'api_key' });
    for (let n = 0; n < 20; n++) expect((await send('/', mint(n))).status).toBe(200);
    const denied = await send('/', mint(20));
    expect(denied).toMatchObject({ status: 429, headers: { 'x-ratelimit-limit': '20' } });
    expect(denied.headers['ratelimit']).toMatch(/^"default-ip-ceiling";r=0/);
    expect((await send('/')).status).toBe(200); // without a key it has the bucket of its address
  });

  test('is told apart from its address under the ceiling, by a key that says so', async () => {
    const keys: string[] = [];
    const onEvent = (event: RateLimitEvent) => void ('key' in event && keys.push(event.key));
    const send = await servers.express({ limitBy: 'api_key', onEvent });
    await send('/', mint(1));
    expect(keys).toEqual(['ip_ceiling:127.0.0.1', expect.stringMatching(/^api_key:[\da-f]{32}$/)]);
  });

  test('is under the ceiling that is given, with a burst, over several policies', async () => {
    const policies = [
      { name: 'a', limit: 5, windowMs: 3_600_000, burst: 7 },
      { name: 'b', limit: 50, windowMs: 3_600_000 },
    ];
    const derived = await servers.express({ policies, limitBy: 'api_key' });
    for (let n = 0; n < 70; n++) await derived('/', mint(n));
    expect((await derived('/', mint(70))).headers['ratelimit-policy']).toBe(
      '"a-ip-ceiling";q=50;w=3600, "b-ip-ceiling";q=500;w=3600',
    );
    const given = await servers.express({ limitBy: 'api_key', apiKey: { ipCeiling: { limit: 1, windowMs: 60_000 } } });
    await given('/', mint(1));
    expect((await given('/', mint(2))).status).toBe(429);
  });

  test('takes nothing from the ceiling when its own bucket is empty', async () => {
    const apiKey = { ipCeiling: { limit: 2, windowMs: 60_000 } };
    const send = await servers.express({ requestsPerWindow: 1, limitBy: 'api_key', apiKey });
    await send('/', mint(1));
    for (let n = 0; n < 5; n++) expect((await send('/', mint(1))).status).toBe(429);
    expect((await send('/', mint(2))).status).toBe(200);
  });

  test('gets the tokens of both buckets back', async () => {
    const apiKey = { ipCeiling: { limit: 1, windowMs: 60_000 } };
    const plan = [{ name: 'plan', limit: 1, windowMs: 60_000 }];
    for (const options of [{ requestsPerWindow: 1 }, { policies: () => plan }]) {
      const send = await servers.express({ ...options, limitBy: 'api_key', apiKey, refundOn: 'success' });
      for (let n = 0; n < 3; n++) {
        expect((await send('/', mint(1))).status).toBe(200);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  });

  test('has a ceiling beside verify only where one is given', async () => {
    const verify = () => true;
    const send = await servers.express({ requestsPerWindow: 1, limitBy: 'api_key', apiKey: { verify } });
    for (let n = 0; n < 15; n++) expect((await send('/', mint(n))).status).toBe(200);
    const ipCeiling = { limit: 1, windowMs: 60_000 };
    const both = await servers.express({ limitBy: 'api_key', apiKey: { verify, ipCeiling } });
    await both('/', mint(1));
    expect((await both('/', mint(2))).status).toBe(429);
  });
});
