import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createFakeClock } from '@scry/internal/fake-clock';
import { freePort } from 'services';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProxy, type ProxyEvent, type ProxyOptions, type TcpProxy } from '../src/proxy.ts';
import { connected, echo, ending, host, roundTrip, serve, type TestServer, until } from './tcp-pair.ts';

let server: TestServer;
const open: { close(): Promise<void> }[] = [];
const proxyTo = async (upstream: string, options: Partial<ProxyOptions> = {}): Promise<TcpProxy> => {
  const proxy = await createProxy({ seed: 1, ...options, upstream });
  open.push(proxy);
  return proxy;
};

beforeEach(async () => {
  server = await echo();
  open.push(server);
});

afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

describe('a connection without toxics', () => {
  test('passes what is sent, in both directions', async () => {
    const proxy = await proxyTo(server.address);
    const client = await connected(proxy.port);
    expect(String(await roundTrip(client, 'hello'))).toBe('hello');
    const large = Buffer.alloc(5_000_000, 'abcdefg');
    expect((await roundTrip(client, large)).equals(large)).toBe(true);
    client.destroy();
  });

  test('passes a FIN as a FIN: the answer still comes, 1000 times of 1000', async () => {
    // The answer is made only when the question has ended.
    const answering = await serve((socket) => {
      const parts: Buffer[] = [];
      socket.on('data', (part: Buffer) => parts.push(part));
      socket.on('end', () => setImmediate(() => socket.end(`${Buffer.concat(parts)}!`)));
    });
    open.push(answering);
    const proxy = await proxyTo(answering.address);
    let whole = 0;
    for (let round = 0; round < 20; round++) {
      const batch = Array.from({ length: 50 }, async (_, index) => {
        const client = await connected(proxy.port);
        client.end(`question ${index}`);
        const { data, by } = await ending(client);
        if (String(data) === `question ${index}!` && by === 'FIN') whole++;
      });
      await Promise.all(batch);
    }
    expect(whole).toBe(1_000);
    await until(() => proxy.connections === 0);
  });

  test('passes a RST as a RST, from either side', async () => {
    const proxy = await proxyTo(server.address);
    const client = await connected(proxy.port);
    await roundTrip(client, 'x');
    const [accepted] = server.sockets;
    const seen = accepted && ending(accepted);
    client.resetAndDestroy();
    expect((await seen)?.by).toBe('ECONNRESET');
    const other = await connected(proxy.port);
    await roundTrip(other, 'x');
    const end = ending(other);
    server.sockets[1]?.resetAndDestroy();
    expect((await end).by).toBe('ECONNRESET');
    await until(() => proxy.connections === 0);
  });

  test('makes the sender wait while the receiver does not read', async () => {
    const slow = await serve((socket) => socket.pause());
    open.push(slow);
    const proxy = await proxyTo(slow.address);
    const client = await connected(proxy.port);
    const part = Buffer.alloc(1_000_000);
    let taken = 0;
    while (client.write(part) || (await Promise.race([once(client, 'drain').then(() => true), settled()])))
      taken += part.length;
    // What the kernel buffers on four sockets is a few megabytes; a proxy without back-pressure takes it all.
    expect(taken).toBeLessThan(64_000_000);
    expect(proxy.traffic('upstream').received).toBeLessThan(64_000_000);
    client.destroy();
  });

  test('resets a client whose server does not accept', async () => {
    const events: ProxyEvent[] = [];
    const proxy = await proxyTo(`${host}:${await freePort()}`, { onEvent: (event) => events.push(event) });
    const client = await connected(proxy.port);
    expect((await ending(client)).by).toBe('ECONNRESET');
    await until(() => events.length > 0);
    expect(events).toMatchObject([{ type: 'refused', name: 'proxy', connection: 1, error: { code: 'ECONNREFUSED' } }]);
    await until(() => proxy.connections === 0);
  });
});

describe('a proxy', () => {
  test('that is disabled refuses, and closes what was open; enabled again it is on the same port', async () => {
    const proxy = await proxyTo(server.address);
    const { port } = proxy;
    const client = await connected(port);
    await roundTrip(client, 'x');
    const end = ending(client);
    await proxy.update({ enabled: false });
    expect((await end).by).toBe('FIN');
    expect(proxy).toMatchObject({ enabled: false, port, host });
    await expect(connectedOrError(port)).resolves.toBe('ECONNREFUSED');
    await proxy.update({ enabled: true });
    expect(proxy.port).toBe(port);
    expect(String(await roundTrip(await connected(port), 'y'))).toBe('y');
    await until(() => server.sockets.filter((socket) => !socket.destroyed).length === 1);
  });

  test('can begin disabled', async () => {
    const proxy = await proxyTo(server.address, { enabled: false, listen: `localhost:${await freePort()}` });
    await expect(connectedOrError(proxy.port)).resolves.toBe('ECONNREFUSED');
    await proxy.reset();
    expect(proxy.host).toBe(host);
    expect(String(await roundTrip(await connected(proxy.port), 'y'))).toBe('y');
  });

  test('moves to another address or upstream, and closes its connections then', async () => {
    const proxy = await proxyTo(server.address);
    const first = ending(await connected(proxy.port));
    const other = await serve((socket) => socket.end('other'));
    open.push(other);
    await proxy.update({ upstream: other.address });
    expect((await first).by).toBe('FIN');
    expect(String((await ending(await connected(proxy.port))).data)).toBe('other');
    const before = proxy.port;
    const listen = `[::1]:${await freePort()}`;
    await proxy.update({ listen });
    expect(proxy).toMatchObject({ listen, host: '::1', upstream: other.address });
    await expect(connectedOrError(before)).resolves.toBe('ECONNREFUSED');
    await proxy.update({}); // nothing asked for, nothing done
    expect(proxy.listen).toBe(listen);
  });

  test('stays as it is when it cannot move', async () => {
    const proxy = await proxyTo(server.address);
    const { listen } = proxy;
    const client = await connected(proxy.port);
    await expect(proxy.update({ listen: server.address, upstream: `${host}:1` })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await expect(proxy.update({ listen: 'nothing.invalid:1' })).rejects.toThrow('nothing.invalid');
    expect(proxy).toMatchObject({ listen, upstream: server.address, enabled: true });
    expect(String(await roundTrip(client, 'still'))).toBe('still');
  });

  test('does changes in the order in which they were asked for', async () => {
    const proxy = await proxyTo(server.address);
    const changes = [{ enabled: false }, { enabled: true }, { enabled: false }, { enabled: true }];
    await Promise.all(changes.map((change) => proxy.update(change)));
    expect(String(await roundTrip(await connected(proxy.port), 'y'))).toBe('y');
  });

  test('listens at every address where its host is empty', async () => {
    const proxy = await proxyTo(server.address, { listen: ':0' });
    expect(proxy.listen).toBe(`[::]:${proxy.port}`);
    expect(String(await roundTrip(await connected(proxy.port), 'y'))).toBe('y');
  });

  test('tells of connections and toxics, and counts bytes', async () => {
    const events: ProxyEvent[] = [];
    const proxy = await proxyTo(server.address, { name: 'db', onEvent: (event) => events.push(event) });
    const client = await connected(proxy.port);
    await roundTrip(client, 'hello');
    proxy.addToxic({ type: 'corrupt' });
    proxy.updateToxic('corrupt_downstream', { attributes: { rate: 0 } });
    proxy.removeToxic('corrupt_downstream');
    expect(proxy.connections).toBe(1);
    client.end();
    await ending(client);
    await until(() => events.length === 5);
    const toxic = { name: 'db', toxic: 'corrupt_downstream' };
    expect(events).toEqual([
      { type: 'connected', name: 'db', connection: 1 },
      { type: 'toxic_added', ...toxic },
      { type: 'toxic_changed', ...toxic },
      { type: 'toxic_removed', ...toxic },
      { type: 'closed', name: 'db', connection: 1 },
    ]);
    expect(proxy.traffic('upstream')).toEqual({ received: 5, sent: 5 });
    expect(proxy.traffic('downstream')).toEqual({ received: 5, sent: 5 });
  });

  test('goes on when its observer throws', async () => {
    const warnings: unknown[] = [];
    const onWarning = (warning: unknown): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const proxy = await proxyTo(server.address, {
      onEvent() {
        throw new Error('observer');
      },
    });
    expect(String(await roundTrip(await connected(proxy.port), 'y'))).toBe('y');
    await until(() => warnings.length > 0);
    process.off('warning', onWarning);
  });

  test('closes the connections above its bound', async () => {
    const proxy = await proxyTo(server.address, { maxConnections: 1 });
    const first = await connected(proxy.port);
    await roundTrip(first, 'x');
    expect((await ending(await connected(proxy.port))).by).not.toBe('');
    expect(String(await roundTrip(first, 'y'))).toBe('y');
  });

  test('gives up to connect when it is disabled in the meantime', async () => {
    const toxics = [{ type: 'connect_delay', attributes: { delay: 60_000 } }] as const;
    const clock = createFakeClock();
    const proxy = await proxyTo(server.address, { toxics, clock });
    const client = await connected(proxy.port);
    await until(() => clock.pending === 1);
    await proxy.close();
    expect((await ending(client)).by).toBe('FIN');
    await until(() => clock.pending === 0);
    expect(server.sockets).toEqual([]);
  });

  test('is closed at the end of its block', async () => {
    const proxy = await createProxy({ upstream: server.address });
    await proxy[Symbol.asyncDispose]();
    await expect(connectedOrError(proxy.port)).resolves.toBe('ECONNREFUSED');
  });
});

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

async function connectedOrError(port: number): Promise<unknown> {
  const socket = connect(port, host);
  return new Promise((resolve) => {
    socket.on('connect', () => resolve('connected'));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
}

/** No progress for as long as nobody could overlook. */
function settled(): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, 300, false));
}
