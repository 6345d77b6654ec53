import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, Socket } from 'node:net';
import {
  describeWith,
  freePort,
  type KafkaBroker,
  kafka,
  type PostgresServer,
  postgres,
  type RedisServer,
  redis,
  startKafka,
  startPostgres,
  startRedis,
} from 'services';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Chaos, createChaos, errors, fault, injectedBy, when } from '../src/index.ts';
import { installNet, type NetHook, netRule } from '../src/net.ts';
import * as clients from './clients.ts';
import { countingProxy } from './counting-proxy.ts';
import { fieldByField } from './field-by-field.ts';
import { rejection } from './outcomes.ts';

const host = '127.0.0.1';
const untouched = Socket.prototype.connect;
let chaos: Chaos;
let hook: NetHook;

beforeEach(() => {
  chaos = createChaos({ seed: 1 });
  hook = installNet(chaos);
});

afterEach(() => {
  chaos.kill('end of the test');
  hook.stop();
  expect(Socket.prototype.connect).toBe(untouched);
});

interface Reached {
  /** Does something that needs a connection of its own, and resolves with what the real server says. */
  readonly call: (target: clients.Target) => Promise<unknown>;
  readonly answer: unknown;
  readonly refused: (target: clients.Target) => Error;
  readonly hung: () => unknown;
}

/** What holds for every client: refused, held, delayed and sent elsewhere, and none of it outside of the scope. */
function reaches(client: Reached, real: () => clients.Target): void {
  const refuse = (changes: object = {}) => netRule({ port: real().port, action: 'refuse', ...changes });

  test('is refused inside the scope, with the real error, and outside it is not', async () => {
    const [inside, outside] = await Promise.all([
      chaos.run(refuse(), () => rejection(client.call(real()))),
      client.call(real()),
    ]);
    expect(outside).toEqual(client.answer);
    expect(fieldByField(inside)).toEqual(fieldByField(client.refused(real())));
  });

  test('waits in vain for a connection that hangs, with the real error', async () => {
    const hung = await chaos.run(netRule({ port: real().port, action: 'hang' }), () => rejection(client.call(real())));
    expect(fieldByField(hung)).toEqual(fieldByField(client.hung()));
  });

  test('gets a connection later, and not before', async () => {
    const start = performance.now();
    const answer = await chaos.run(netRule({ host, port: real().port, action: { delayMs: 60 } }), () =>
      client.call(real()),
    );
    expect(answer).toEqual(client.answer);
    expect(performance.now() - start).toBeGreaterThanOrEqual(60);
  });

  test('is sent elsewhere', async () => {
    const proxy = await countingProxy(real());
    const nobody = await freePort();
    const elsewhere = { host: '127.0.0.9', port: nobody };
    const rule = netRule({ ...elsewhere, action: { redirect: proxy.target } });
    expect(await chaos.run(rule, () => client.call(elsewhere))).toEqual(client.answer);
    expect(proxy.seen.connections).toBeGreaterThan(0);
    proxy.close();
  });
}

describe('over HTTP', () => {
  let target: clients.Target;
  const server = createHttpServer((_request, response) => response.end('real'));
  beforeAll(async () => {
    server.listen(0, host);
    await once(server, 'listening');
    target = { host, port: (server.address() as AddressInfo).port };
  });
  afterAll(() => void server.close());

  // fetch and node:http do not limit how long a connection may take: the signal of the test does.
  const givingUp = (call: (target: clients.Target) => Promise<unknown>) => (to: clients.Target) =>
    Promise.race([call(to), new Promise((_, reject) => setTimeout(reject, 1_000, new Error('gave up')))]);

  describe('node:http', () =>
    reaches(
      { call: givingUp(clients.httpGet), answer: 200, refused: errors.refused, hung: () => new Error('gave up') },
      () => target,
    ));
  describe('fetch', () =>
    reaches(
      {
        call: givingUp(async (to) => (await clients.fetchOnce(to)).text()),
        answer: 'real',
        refused: errors.fetchFailed,
        hung: () => new Error('gave up'),
      },
      () => target,
    ));
  describe('undici', () =>
    reaches(
      {
        call: clients.undiciGet,
        answer: 200,
        refused: errors.refused,
        hung: () => errors.fetchFailed({ ...target, reason: 'connectTimeout', timeoutMs: clients.impatience }).cause,
      },
      () => target,
    ));

  test('a host by name is refused with the addresses behind it', async () => {
    const real = await rejection(clients.fetchOnce({ host: 'localhost', port: await freePort() }));
    const rule = netRule({ host: 'localhost', action: 'refuse' });
    const injected = await chaos.run(rule, () =>
      rejection(clients.fetchOnce({ host: 'localhost', port: target.port })),
    );
    const shape = (error: unknown) => JSON.stringify(fieldByField(error)).replace(/:\d+|"port":\d+/g, '');
    expect(shape(injected)).toBe(shape(real));
    expect(injectedBy(Object(injected).cause)).toMatchObject({
      scenario: 'net refuse localhost:*',
      point: 'net.connect',
    });
  });

  test('a host that nobody knows is refused under its name', async () => {
    const rule = netRule({ host: '*.invalid', action: 'refuse' });
    const error = await chaos.run(rule, () => clients.netError({ host: 'nothing.invalid', port: 5 }));
    expect(error).toMatchObject({ message: 'connect ECONNREFUSED nothing.invalid:5', port: 5 });
  });

  test('every second connection is refused, by chance or by count', async () => {
    using _armed = chaos.enable(
      netRule({ port: target.port, action: 'refuse', when: when.everyNth(2), name: 'flaky' }),
    );
    const outcomes: unknown[] = [];
    for (let call = 0; call < 4; call++) outcomes.push(await clients.httpGet(target).catch(({ code }) => code));
    expect(outcomes).toEqual([200, 'ECONNREFUSED', 200, 'ECONNREFUSED']);
    expect(chaos.history()).toMatchObject([
      { scenario: 'flaky', call: 2 },
      { scenario: 'flaky', call: 4 },
    ]);
  });

  test('a connection that hangs is made when the scenario is stopped', async () => {
    const handle = chaos.enable(netRule({ action: 'hang' }));
    const answer = clients.httpGet(target);
    await new Promise(setImmediate);
    expect(chaos.snapshot().disturbing).toBe(1);
    handle.stop();
    expect(await answer).toBe(200);
  });

  test('a connection that the client gives up is not made any more', async () => {
    const handle = chaos.enable(netRule({ action: 'hang' }));
    const socket = connect(target);
    socket.on('error', () => {});
    expect(socket.connecting).toBe(true);
    socket.destroy();
    await once(socket, 'close');
    await new Promise(setImmediate);
    expect(chaos.snapshot().disturbing).toBe(0);
    handle.stop();
    expect(socket.remotePort).toBeUndefined();
  });

  test('any other fault of a scenario for net.connect holds too', async () => {
    const scenario = { name: 'own', points: 'net.connect', fault: fault.error('timedOut') };
    const error = await chaos.run(scenario, () => clients.netError(target));
    expect(error).toMatchObject({ code: 'ETIMEDOUT', syscall: 'connect' });
    const dropped = { name: 'dropped', points: 'net.connect', fault: fault.drop() };
    expect(await chaos.run(dropped, () => clients.httpGet(target))).toBe(200);
  });

  test('all forms of connect are read as Node reads them', async () => {
    const forms: ((listener: () => void) => Socket)[] = [
      (listener) => connect(target.port, host, listener),
      (listener) => connect(String(target.port) as never, host, listener),
      (listener) => connect({ ...target }, listener),
      (listener) => new Socket().connect(target.port, host, listener),
      (listener) => new Socket().connect({ port: target.port }, listener),
      (listener) => new Socket().connect(target.port, listener),
    ];
    using _delay = chaos.enable(netRule({ port: target.port, action: { delayMs: 1 } }));
    for (const form of forms) {
      const socket = await new Promise<Socket>((resolve) => {
        const made: Socket = form(() => resolve(made));
      });
      expect(socket.remotePort).toBe(target.port);
      socket.destroy();
    }
    expect(chaos.history()).toHaveLength(forms.length);
  });

  test('what is no TCP connection is left alone', async () => {
    using _armed = chaos.enable(netRule({ action: 'refuse' }));
    expect(await once(connect('/nonesuch/socket'), 'error')).toMatchObject([{ code: 'ENOENT' }]);
    expect(await once(connect({ path: '/nonesuch/socket' }), 'error')).toMatchObject([{ code: 'ENOENT' }]);
    expect(await once(new Socket().connect('/nonesuch/socket'), 'error')).toMatchObject([{ code: 'ENOENT' }]);
    for (const path of ['/nonesuch/.s.PGSQL.5432', '5432.nonesuch'])
      expect(await once(connect(path), 'error')).toMatchObject([{ code: 'ENOENT' }]);
    expect(() => connect({} as never)).toThrow();
    expect(chaos.history()).toEqual([]);
  });
});

describeWith(postgres, 'pg', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ fsync: false });
  });
  afterAll(() => server.stop());
  reaches(
    {
      call: clients.pgSelect,
      answer: 1,
      refused: errors.refused,
      hung: () => errors.postgresTerminated({ reason: 'connectTimeout' }),
    },
    () => ({ host, port: Number(new URL(server.url).port) }),
  );
});

describeWith(redis, 'Redis by', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  const real = () => ({ host, port: server.port });
  const hung = (reason: 'connectTimeout' | 'connectionTimeout') => () => errors.redisConnection({ reason });

  describe('ioredis', () =>
    reaches(
      { call: clients.ioredisPing, answer: 'PONG', refused: errors.refused, hung: hung('connectTimeout') },
      real,
    ));
  describe('node-redis', () =>
    reaches(
      { call: clients.nodeRedisPing, answer: 'PONG', refused: errors.refused, hung: hung('connectionTimeout') },
      real,
    ));
});

describeWith(kafka, 'kafkajs', () => {
  let server: KafkaBroker;
  beforeAll(async () => {
    server = await startKafka();
  });
  afterAll(() => server.stop());
  const real = () => {
    const [name = '', port] = server.broker.split(':');
    return { host: name, port: Number(port) };
  };
  reaches(
    {
      call: clients.kafkaSend,
      answer: 0,
      refused: errors.kafkaConnection,
      hung: () => errors.kafkaConnection({ ...real(), reason: 'connectTimeout' }),
    },
    real,
  );

  test('sends what it produces through a redirect, not only its first question', async () => {
    const proxy = await countingProxy(real());
    const rule = netRule({ port: real().port, action: { redirect: proxy.target } });
    // The proxy itself connects to the broker, and outside of the scope.
    const value = 'x'.repeat(50_000);
    expect(await chaos.run(rule, () => clients.kafkaSend(real(), value))).toBe(0);
    expect(proxy.seen.bytes).toBeGreaterThan(50_000);
    proxy.close();
  });
});
