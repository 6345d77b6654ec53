import { afterEach, describe, expect, test, vi } from 'vitest';
import { createRateLimiter, type Policy } from '../src/index.ts';
import { type CommonOptions, type Header, servers } from './servers.ts';

const twice: CommonOptions = { requestsPerWindow: 2, windowSeconds: 60 };
const limitHeaders = [
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'ratelimit',
  'ratelimit-policy',
];

afterEach(() => vi.unstubAllGlobals());

describe.each(Object.entries(servers))('the middleware of %s', (_, start) => {
  test('lets requests through, with what is left in both families of headers', async () => {
    const send = await start(twice);
    const before = Date.now() / 1_000;
    const { status, headers, body } = await send();
    expect([status, body]).toEqual([200, 'handled']);
    expect(headers).toMatchObject({
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
      'ratelimit-policy': '"default";q=2;w=60',
      ratelimit: '"default";r=1;t=30',
    });
    expect(Number(headers['x-ratelimit-reset'])).toBeGreaterThanOrEqual(Math.ceil(before + 29));
    expect(Number(headers['x-ratelimit-reset'])).toBeLessThanOrEqual(Math.ceil(Date.now() / 1_000 + 30));
    expect(headers).not.toHaveProperty('retry-after');
  });

  test('answers 429 when there is nothing left, and says when there is', async () => {
    const send = await start(twice);
    await send();
    await send();
    const { status, headers, body } = await send();
    expect(status).toBe(429);
    expect(headers).toMatchObject({
      'x-ratelimit-remaining': '0',
      ratelimit: '"default";r=0;t=30',
      'retry-after': '30',
      'content-type': 'application/json; charset=utf-8',
    });
    const reset = Number(headers['x-ratelimit-reset']);
    expect(body).toBe(`{"detail":"Rate limit exceeded","limit":2,"reset":${reset}}`);
  });

  test('answers a HEAD request that is denied without a body', async () => {
    const send = await start({ requestsPerWindow: 1 });
    await send();
    expect(await send('/', {}, 'HEAD')).toMatchObject({ status: 429, body: '' });
  });

  test('does not call the handler of a request that is denied', async () => {
    const send = await start({ requestsPerWindow: 1 });
    await send('/status/500');
    expect((await send('/status/500')).status).toBe(429);
  });

  test('limits 100 in 60 seconds by address when it is told nothing', async () => {
    const send = await start({});
    expect((await send()).headers['ratelimit-policy']).toBe('"default";q=100;w=60');
  });

  test('sends the headers of draft 6, or none, where it is told so', async () => {
    const draft6 = await start({ ...twice, headers: { legacy: false, draft: 6 } });
    const { headers } = await draft6();
    expect(headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1', 'ratelimit-policy': '2;w=60' });
    expect(headers).not.toHaveProperty('x-ratelimit-limit');
    const silent = await start({ ...twice, headers: { legacy: false, draft: false } });
    expect(Object.keys((await silent()).headers).filter((name) => limitHeaders.includes(name))).toEqual([]);
  });

  test('lets all requests pass without headers when it is not enabled', async () => {
    const send = await start({ requestsPerWindow: 1, enabled: false });
    await send();
    const { status, headers } = await send();
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty('x-ratelimit-limit');
  });

  test('leaves exempt paths without headers, and takes nothing for them', async () => {
    const send = await start({ requestsPerWindow: 1, exemptPaths: ['/health', '/docs/*', /^\/v\d\/ready$/g] });
    for (const path of ['/health', '/health/', '/health?full=1', '/docs/a/b', '/v1/ready', '/v2/ready']) {
      const { status, headers } = await send(path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers).not.toHaveProperty('x-ratelimit-limit');
    }
    expect((await send('/healthy')).headers['x-ratelimit-remaining']).toBe('0');
  });

  test('skips requests for which an own function says so', async () => {
    const send = await start({ requestsPerWindow: 1, skip: (header) => header('x-internal') === 'yes' });
    await send('/', { 'x-internal': 'yes' });
    expect((await send('/')).headers['x-ratelimit-remaining']).toBe('0');
    expect((await send('/', { 'x-internal': 'yes' })).headers).not.toHaveProperty('x-ratelimit-limit');
    expect((await send('/')).status).toBe(429);
  });

  test('takes as many tokens as a request costs', async () => {
    const cost = (header: Header) => Number(header('x-cost') ?? 1);
    const send = await start({ requestsPerWindow: 10, cost });
    expect((await send('/', { 'x-cost': '7' })).headers['x-ratelimit-remaining']).toBe('3');
    expect((await send('/', { 'x-cost': '4' })).status).toBe(429);
    expect((await send('/', { 'x-cost': '3' })).headers['x-ratelimit-remaining']).toBe('0');
    const fixed = await start({ requestsPerWindow: 10, cost: 4 });
    expect((await fixed()).headers['x-ratelimit-remaining']).toBe('6');
  });

  test('promises no return to a request that costs more than there ever is', async () => {
    const send = await start({ requestsPerWindow: 10, cost: 11 });
    const { status, headers } = await send();
    expect(status).toBe(429);
    expect(headers).not.toHaveProperty('retry-after');
  });

  test('lets a burst through where it is told so', async () => {
    const send = await start({ requestsPerWindow: 2, burstSize: 5 });
    expect((await send()).headers).toMatchObject({ 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '4' });
  });

  test('holds each request to all policies', async () => {
    const policies = [
      { name: 'burst', limit: 1, windowMs: 1_000_000 },
      { name: 'daily', limit: 100, windowMs: 86_400_000 },
    ];
    const send = await start({ policies });
    expect((await send()).headers['ratelimit']).toMatch(/^"burst";r=0;t=\d+, "daily";r=99;t=\d+$/);
    const { status, headers } = await send();
    expect(status).toBe(429);
    expect(headers['ratelimit']).toMatch(/"daily";r=99/);
  });

  test('holds each request to the policies of its plan', async () => {
    const plans: Record<string, Policy[]> = {
      free: [{ name: 'free', limit: 1, windowMs: 60_000 }],
      paid: [{ name: 'paid', limit: 5, windowMs: 60_000 }],
    };
    const send = await start({
      limitBy: (header) => header('x-user'),
      policies: async (header) => plans[header('x-plan') ?? 'free'] ?? [],
    });
    const [free, paid] = [
      { 'x-user': 'ann', 'x-plan': 'free' },
      { 'x-user': 'ben', 'x-plan': 'paid' },
    ];
    await send('/', free);
    expect((await send('/', free)).status).toBe(429);
    expect((await send('/', paid)).headers).toMatchObject({ 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '4' });
  });

  test('only reports in shadow mode', async () => {
    const send = await start({ policies: [{ limit: 1, windowMs: 60_000, shadow: true }] });
    await send();
    expect((await send()).status).toBe(200);
  });

  test('draws from a limiter that others use too', async () => {
    const limiter = createRateLimiter({ limit: 5, windowMs: 60_000 });
    const send = await start({ limiter });
    await send();
    expect(limiter.peek('ip:127.0.0.1').remaining).toBe(4);
    limiter.block('ip:127.0.0.1', 60_000);
    expect((await send()).status).toBe(429);
  });

  test('tells a denied request in a problem document', async () => {
    const send = await start({ requestsPerWindow: 1, body: 'problem' });
    await send();
    const { headers, body } = await send();
    expect(headers['content-type']).toMatch(/^application\/problem\+json(; charset=utf-8)?$/);
    expect(JSON.parse(body)).toEqual({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      title: 'The quota is used up',
      status: 429,
      'violated-policies': ['default'],
    });
  });

  test('tells a denied request what an own function says, as text or as JSON', async () => {
    const text = await start({
      requestsPerWindow: 1,
      body: (decision, header) => `${header('x-who')}: ${decision.limit}`,
    });
    await text();
    const plain = await text('/', { 'x-who': 'ann' });
    expect([plain.headers['content-type'], plain.body]).toEqual(['text/plain; charset=utf-8', 'ann: 1']);
    const json = await start({ requestsPerWindow: 1, body: () => ({ error: 'slow down' }) });
    await json();
    const { headers, body } = await json();
    expect([headers['content-type'], body]).toEqual(['application/json; charset=utf-8', '{"error":"slow down"}']);
  });

  test('tells who listens of every denial, and no failure of theirs changes it', async () => {
    const reportError = vi.fn();
    vi.stubGlobal('reportError', reportError);
    const failure = new Error('the listener broke');
    const onLimited = vi.fn(() => {
      throw failure;
    });
    const body = () => {
      throw failure;
    };
    const send = await start({ requestsPerWindow: 1, onLimited, body });
    await send();
    expect(onLimited).not.toHaveBeenCalled();
    const denied = await send('/', { 'x-who': 'ann' });
    expect([denied.status, JSON.parse(denied.body)]).toEqual([429, expect.objectContaining({ limit: 1 })]);
    expect(onLimited).toHaveBeenCalledWith(expect.any(Function), expect.objectContaining({ allowed: false, limit: 1 }));
    expect(reportError.mock.calls).toEqual([[failure], [failure]]);
  });

  test('gives the tokens of responses back that shall not count', async () => {
    const remaining = async (refundOn: CommonOptions['refundOn'], path: string) => {
      const send = await start({ requestsPerWindow: 10, ...(refundOn && { refundOn }) });
      await send(path);
      await settled();
      return (await send('/')).headers['x-ratelimit-remaining'];
    };
    expect(await remaining(undefined, '/')).toBe('8');
    expect(await remaining('success', '/')).toBe('9');
    expect(await remaining('success', '/status/401')).toBe('8');
    expect(await remaining('failure', '/status/401')).toBe('9');
    expect(await remaining('failure', '/status/302')).toBe('8');
    expect(await remaining('failure', '/status/400')).toBe('9');
    expect(await remaining((status) => status === 404, '/status/404')).toBe('9');
    expect(await remaining('failure', '/throw')).toBe('9');
  });

  test('gives nothing back for a request that was denied', async () => {
    const send = await start({ requestsPerWindow: 1, refundOn: 'failure' });
    await send();
    await send();
    await settled();
    expect((await send()).status).toBe(429);
  });

  test('gives tokens back to the plan that they were taken from', async () => {
    const plan = [{ name: 'plan', limit: 5, windowMs: 60_000 }];
    const send = await start({ policies: () => plan, refundOn: 'success' });
    await send();
    await settled();
    expect((await send()).headers['x-ratelimit-remaining']).toBe('4');
  });

  test('reports what decides on refunds and throws, and the response stands', async () => {
    const reportError = vi.fn();
    vi.stubGlobal('reportError', reportError);
    const send = await start({
      refundOn: () => {
        throw new Error('no idea');
      },
    });
    expect((await send()).status).toBe(200);
    await settled();
    expect(reportError).toHaveBeenCalledWith(new Error('no idea'));
  });

  test.each<[string, CommonOptions]>([
    [
      'what it is limited by',
      {
        limitBy: () => {
          throw new Error('broken');
        },
      },
    ],
    [
      'what it is limited by, later',
      {
        limitBy: async () => {
          throw new Error('broken');
        },
      },
    ],
    [
      'whether it is skipped',
      {
        skip: () => {
          throw new Error('broken');
        },
      },
    ],
    ['its cost', { cost: () => -1 }],
  ])('fails a request as the framework does when the function that says %s fails', async (_title, options) => {
    const send = await start(options);
    expect((await send()).status).toBe(500);
  });
});

/** The server has noticed that its response is over. */
async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
