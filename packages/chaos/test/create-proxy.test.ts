import type { Socket } from 'node:net';
import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { createProxy, type ProxyEvent, type TcpProxy } from '../src/proxy.ts';
import { open, proxyTo, server, useEchoServer } from './echo-proxy.ts';
import { connected, ending, roundTrip, until } from './tcp-pair.ts';

useEchoServer();

describe('connect_delay', () => {
  test('lets the server wait for the connection, and both streams with it', async () => {
    const clock = createFakeClock();
    const proxy = await proxyTo(server.address, {
      clock,
      toxics: [{ type: 'connect_delay', attributes: { delay: 100 } }],
    });
    const client = await connected(proxy.port);
    client.end('hello');
    await until(() => clock.pending === 1);
    await clock.advance(99);
    expect(server.sockets).toEqual([]);
    await clock.advance(1);
    expect(String((await ending(client)).data)).toBe('hello');
  });

  test('counts from the beginning when it is changed, and ends when it is removed', async () => {
    const clock = createFakeClock();
    const proxy = await proxyTo(server.address, {
      clock,
      toxics: [{ type: 'connect_delay', attributes: { delay: 1_000 } }],
    });
    const client = await connected(proxy.port);
    await until(() => clock.pending === 1);
    await clock.advance(100);
    proxy.updateToxic('connect_delay_downstream', { attributes: { delay: 150 } });
    await clock.advance(49);
    expect(server.sockets).toEqual([]);
    proxy.updateToxic('connect_delay_downstream', { attributes: { delay: 1_000 } });
    proxy.removeToxic('connect_delay_downstream');
    expect(String(await roundTrip(client, 'x'))).toBe('x');
    expect(clock.pending).toBe(0);
  });
});

describe('toxicity', () => {
  const hits = async (seed: number, toxicity: number): Promise<string> => {
    const proxy = await proxyTo(server.address, { seed, toxics: [{ type: 'limit_data', toxicity }] });
    const outcomes: string[] = [];
    for (let index = 0; index < 40; index++) {
      const client = await connected(proxy.port);
      client.end('x');
      outcomes.push(String((await ending(client)).data) === 'x' ? '0' : '1');
    }
    return outcomes.join('');
  };

  test('is a share of the connections, the same ones for the same seed', async () => {
    const [one, again, other] = [await hits(7, 0.5), await hits(7, 0.5), await hits(8, 0.5)];
    expect(again).toBe(one);
    expect(other).not.toBe(one);
    const count = one.replaceAll('0', '').length;
    expect(count).toBeGreaterThan(8);
    expect(count).toBeLessThan(32);
    expect([await hits(7, 0), await hits(7, 1)]).toEqual(['0'.repeat(40), '1'.repeat(40)]);
  });

  test('rolls once for a connection: the same change back brings the same ones back', async () => {
    const proxy = await proxyTo(server.address, {
      toxics: [{ type: 'corrupt', toxicity: 0.5, attributes: { rate: 1 } }],
    });
    const clients: Socket[] = [];
    for (let index = 0; index < 10; index++) clients.push(await connected(proxy.port));
    const corrupted = () => Promise.all(clients.map(async (client) => String(await roundTrip(client, 'x')) !== 'x'));
    const first = await corrupted();
    expect(new Set(first).size).toBe(2);
    proxy.updateToxic('corrupt_downstream', { toxicity: 0 });
    expect(await corrupted()).toEqual(clients.map(() => false));
    proxy.updateToxic('corrupt_downstream', { toxicity: 1 });
    expect(await corrupted()).toEqual(clients.map(() => true));
    proxy.updateToxic('corrupt_downstream', { toxicity: 0.5 });
    expect(await corrupted()).toEqual(first);
    for (const client of clients) client.destroy();
  });
});

describe('toxics', () => {
  test('are listed with their defaults, those of the upstream first', async () => {
    const proxy = await proxyTo(server.address);
    const added = proxy.addToxic({ type: 'timeout' });
    expect(added).toEqual({
      name: 'timeout_downstream',
      type: 'timeout',
      stream: 'downstream',
      toxicity: 1,
      attributes: { timeout: 0 },
    });
    proxy.addToxic({ type: 'latency', stream: 'upstream', name: 'slow', toxicity: 0.5, attributes: { jitter: 3 } });
    expect(proxy.toxics.map(({ name }) => name)).toEqual(['slow', 'timeout_downstream']);
    expect(proxy.updateToxic('slow', { toxicity: 0.1, attributes: { latency: 9 } })).toMatchObject({
      toxicity: 0.1,
      attributes: { latency: 9, jitter: 3 },
    });
    await proxy.reset();
    expect(proxy.toxics).toEqual([]);
  });

  test('says by the class of its error whether a kind or a value is wrong', async () => {
    const proxy = await proxyTo(server.address);
    const add = (latency: unknown) => () => proxy.addToxic({ type: 'latency', attributes: { latency } as object });
    expect(add('5')).toThrow(TypeError);
    expect(add(-5)).toThrow(RangeError);
  });

  test.each<[(proxy: TcpProxy) => unknown, string]>([
    [(proxy) => proxy.addToxic({ type: 'none' } as never), 'addToxic: type must be latency, bandwidth'],
    [(proxy) => proxy.addToxic(null as never), 'addToxic: the toxic must be an object, got null'],
    [
      (proxy) => proxy.addToxic({ type: 'latency', stream: 'up', toxicity: 2 } as never),
      'addToxic: stream must be upstream or downstream, got "up"; toxicity must be a number in [0, 1], got 2',
    ],
    [(proxy) => proxy.addToxic({ type: 'latency', name: '' }), 'name must be a string that is not empty, got ""'],
    [(proxy) => proxy.addToxic({ type: 'latency', ms: 1 } as never), 'unknown field ms'],
    [(proxy) => proxy.addToxic({ type: 'latency', attributes: { ms: 1 } } as never), 'unknown attribute ms of latency'],
    [(proxy) => proxy.addToxic({ type: 'latency', attributes: 1 } as never), 'attributes must be an object, got 1'],
    [
      (proxy) => proxy.addToxic({ type: 'latency', attributes: { latency: Number.NaN } }),
      'attributes.latency must be an integer >= 0, got NaN',
    ],
    [(proxy) => proxy.addToxic({ type: 'timeout' }), 'addToxic: name must be a new one, got "timeout_downstream"'],
    [
      (proxy) => proxy.updateToxic('none', {}),
      'updateToxic: name must be that of a toxic, which are timeout_downstream, got "none"',
    ],
    [
      (proxy) => proxy.updateToxic('timeout_downstream', 1 as never),
      'updateToxic: the changes must be an object, got 1',
    ],
    [
      (proxy) => proxy.updateToxic('timeout_downstream', { attributes: { timeout: -1 } }),
      'attributes.timeout must be an integer >= 0, got -1',
    ],
    [(proxy) => proxy.removeToxic('none'), 'removeToxic: name must be that of a toxic'],
  ])('are refused as a whole: %s', async (change, message) => {
    const proxy = await proxyTo(server.address, { toxics: [{ type: 'timeout' }] });
    const before = proxy.toxics;
    expect(() => change(proxy)).toThrow(message);
    expect(proxy.toxics).toEqual(before);
    await proxy.reset();
    expect(() => proxy.removeToxic('x')).toThrow('which are no toxic, got "x"');
  });

  test('are armed in production only with both keys', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const toxics = [{ type: 'latency' }] as const;
    await expect(createProxy({ upstream: server.address, toxics })).rejects.toMatchObject({
      code: 'SCRY_CHAOS',
      reason: 'production',
    });
    const proxy = await proxyTo(server.address); // without toxics it is harmless
    expect(() => proxy.addToxic({ type: 'latency' })).toThrow('in production');
    vi.stubEnv('SCRY_CHAOS_ALLOW', '1');
    expect(() => proxy.addToxic({ type: 'latency' })).toThrow('in production');
    const allowed = await proxyTo(server.address, { toxics, allowInProduction: true });
    expect(allowed.toxics).toHaveLength(1);
    vi.unstubAllEnvs();
  });
});

describe('createProxy', () => {
  test.each<[object, string]>([
    [{}, 'createProxy: upstream must be host:port, got undefined'],
    [{ upstream: 'x' }, 'createProxy: upstream must be host:port, got "x"'],
    [{ upstream: 'x:70000' }, 'createProxy: upstream must be host:port, got "x:70000"'],
    [{ upstream: 'x:1', listen: 5 }, 'createProxy: listen must be host:port, got 5'],
    [{ upstream: 'x:1', port: 5 }, 'createProxy: unknown option port'],
    [{ upstream: 'x:1', maxHeldBytes: 0 }, 'createProxy: maxHeldBytes must be an integer >= 1, got 0'],
    [{ upstream: 'x:1', maxConnections: 1.5 }, 'createProxy: maxConnections must be an integer >= 1, got 1.5'],
    [{ upstream: 'x:65536' }, 'createProxy: upstream must be host:port, got "x:65536"'],
    [{ upstream: 'x:1', seed: Number.NaN }, 'createProxy: seed must be a finite number or a string, got NaN'],
    [
      { upstream: 'x:1', toxics: [{ type: 'latency' }, { type: 'latency' }] },
      'createProxy: toxics must have different names, got "latency_downstream" twice',
    ],
    [{ upstream: 'x:1', toxics: {} }, 'createProxy: toxics must be a list of toxics, got an object'],
  ])('refuses %j', async (options, message) => {
    await expect(createProxy(options as never)).rejects.toThrow(message);
  });

  test('takes its seed from the environment, and else a new one', async () => {
    vi.stubEnv('SCRY_CHAOS_SEED', 'from outside');
    expect((await createProxyTo(server.address)).seed).toBe('from outside');
    vi.unstubAllEnvs();
    expect((await createProxyTo(server.address)).seed).not.toBe((await createProxyTo(server.address)).seed);
  });

  test('resets a client whose upstream there cannot be', async () => {
    const events: ProxyEvent[] = [];
    const proxy = await proxyTo('nothing.invalid:1', { onEvent: (event) => events.push(event) });
    expect((await ending(await connected(proxy.port))).by).toBe('ECONNRESET');
    await until(() => events.length === 1);
    expect(events).toMatchObject([{ type: 'refused' }]);
  });
});

async function createProxyTo(upstream: string): Promise<TcpProxy> {
  const proxy = await createProxy({ upstream });
  open.push(proxy);
  return proxy;
}
