import { once } from 'node:events';
import { connect, Server, type Socket } from 'node:net';
import { createFakeClock, type FakeClock } from '@scry/internal/fake-clock';
import { freePort } from 'services';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Chaos, createChaos } from '../src/index.ts';
import { toxicFault } from '../src/net/toxic-fault.ts';
import { installNet, type NetHook, netRule } from '../src/net.ts';
import { createProxy, type ToxicSpec } from '../src/proxy.ts';
import { connectedOrError, echo, ending, host, roundTrip, type TestServer, until } from './tcp-pair.ts';

let clock: FakeClock;
let chaos: Chaos;
let hook: NetHook;
let server: TestServer;

beforeEach(async () => {
  clock = createFakeClock();
  chaos = createChaos({ seed: 1, clock });
  hook = installNet(chaos);
  server = await echo();
});

afterEach(async () => {
  chaos.kill('end of the test');
  hook.stop();
  await server.close();
});

/** A client that knows nothing of proxies. */
async function clientOf(port = server.port): Promise<Socket> {
  const socket = connect({ port, host, allowHalfOpen: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

const rule = (...toxics: readonly ToxicSpec[]) => netRule({ port: server.port, action: { toxics } });

test('a connection passes the toxics of its rule, and one outside the scope does not', async () => {
  const corrupt = rule({ type: 'corrupt', attributes: { rate: 1 } });
  const [inside, outside] = await Promise.all([
    chaos.run(corrupt, async () => String(await roundTrip(await clientOf(), 'hello'))),
    clientOf().then(async (client) => String(await roundTrip(client, 'hello'))),
  ]);
  expect(outside).toBe('hello');
  expect(inside).toHaveLength(5);
  expect(inside).not.toBe('hello');
  expect(chaos.history()).toMatchObject([{ point: 'net.connect', fault: 'result' }]);
});

test('the toxics end with the scenario: what they hold goes on', async () => {
  const handle = chaos.enable(rule({ type: 'latency', attributes: { latency: 60_000 } }));
  const client = await clientOf();
  const answer = roundTrip(client, 'hello');
  await until(() => clock.pending === 2); // the time to live, and the latency
  handle.stop();
  expect(String(await answer)).toBe('hello');
  expect(clock.pending).toBe(0);
  client.end();
  expect((await ending(client)).by).toBe('FIN');
});

test('the same seed brings the same faults to the same connections', async () => {
  const outcomes = async (): Promise<string> => {
    const one = createChaos({ seed: 3 });
    using _hook = installNet(one);
    using _armed = one.enable(rule({ type: 'limit_data', toxicity: 0.5 }));
    let text = '';
    for (let index = 0; index < 20; index++) {
      const client = await clientOf();
      client.end('x');
      text += String((await ending(client)).data) || '-';
    }
    return text;
  };
  const first = await outcomes();
  expect(first).toMatch(/x.*-|-.*x/);
  expect(await outcomes()).toBe(first);
});

test('a rule that redirects to a proxy of this process does not send the proxy to itself', async () => {
  const proxy = await createProxy({ upstream: server.address, maxConnections: 10 });
  using _armed = chaos.enable(netRule({ port: server.port, action: { redirect: proxy } }));
  const client = await clientOf();
  expect(String(await roundTrip(client, 'hello'))).toBe('hello');
  expect(proxy.connections).toBe(1);
  client.destroy();
  await proxy.close();
});

test('a server that refuses is refused as it really is, not reset', async () => {
  const port = await freePort();
  using _armed = chaos.enable(netRule({ port, action: { toxics: [{ type: 'latency' }] } }));
  expect(await connectedOrError(port)).toBe('ECONNREFUSED');
});

test('connect_delay delays the connection itself', async () => {
  using _armed = chaos.enable(rule({ type: 'connect_delay', attributes: { delay: 100 } }));
  const client = connect(server.port, host);
  let isConnected = false;
  client.on('connect', () => {
    isConnected = true;
  });
  await until(() => clock.pending === 2);
  await clock.advance(99);
  expect([isConnected, server.sockets.length]).toEqual([false, 0]);
  await clock.advance(1);
  await until(() => isConnected);
  client.destroy();
});

test('a client that gives up leaves nothing open, whenever it does', async () => {
  using _armed = chaos.enable(rule({ type: 'connect_delay', attributes: { delay: 100 } }));
  const early = connect(server.port, host);
  await until(() => clock.pending === 2);
  early.destroy();
  await until(() => clock.pending === 1);
  expect(server.sockets).toEqual([]);

  const late = connect(server.port, host);
  await until(() => clock.pending === 2);
  await clock.advance(100);
  await until(() => server.sockets.length === 1);
  late.destroy();
  await until(() => server.sockets.every(({ destroyed }) => destroyed));
});

test('a server that goes before the client is there resets it', async () => {
  using _armed = chaos.enable(rule({ type: 'latency' }));
  const client = connect(server.port, host);
  const end = ending(client);
  await until(() => server.sockets.length === 1);
  server.sockets[0]?.resetAndDestroy();
  expect(['ECONNRESET', 'FIN', 'closed']).toContain((await end).by);
});

test('a machine that has no port left fails the client, and leaves nothing open', async () => {
  using _armed = chaos.enable(rule({ type: 'latency' }));
  using _full = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server) {
    process.nextTick(() => this.emit('error', new Error('no port is left')));
    return this;
  });
  const client = connect(server.port, host);
  expect(await once(client, 'error')).toEqual([new Error('no port is left')]);
  await until(() => server.sockets.length === 1 && server.sockets.every(({ destroyed }) => destroyed));
});

test('drop_first counts the connections of one arming', async () => {
  const dropping = rule({ type: 'drop_first', attributes: { connections: 1 } });
  const answers = async (): Promise<string[]> => {
    const texts: string[] = [];
    for (let index = 0; index < 2; index++) {
      const client = await clientOf();
      client.end('x');
      texts.push(String((await ending(client)).data));
    }
    return texts;
  };
  expect(await chaos.run(dropping, answers)).toEqual(['', 'x']);
  expect(await chaos.run(dropping, answers)).toEqual(['', 'x']);
});

test('a client that was gone before it began leaves nothing open', async () => {
  const signal = AbortSignal.abort();
  const made = toxicFault([]);
  if (made.kind !== 'result') throw new Error('it answers with a place to connect to');
  const mark = { scenario: 'test', point: 'net.connect', arming: 1, call: 1, seed: '1' };
  const target = { host, port: server.port, signal };
  await made.answer({ point: 'net.connect', args: [target] }, { mark, clock, ending: new Set() });
  await until(() => server.sockets.length === 1 && server.sockets.every(({ destroyed }) => destroyed));
});
