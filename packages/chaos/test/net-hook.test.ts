import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { freePort } from 'services';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Chaos, createChaos, injectedBy } from '../src/index.ts';
import { installNet, type NetHook, netRule } from '../src/net.ts';
import * as clients from './clients.ts';
import { echo } from './tcp-pair.ts';

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

describe('the hook', () => {
  test('of two chaoses serves both, and goes with the last of them', async () => {
    const other = createChaos();
    const second = installNet(other);
    const target = { host, port: await freePort() };
    for (const each of [chaos, other]) {
      const error = await each.run(netRule({ action: 'refuse' }), () => clients.netError(target));
      expect(injectedBy(error)?.seed).toBe(each.seed);
    }
    second.stop();
    expect(Socket.prototype.connect).not.toBe(untouched);
    second.stop();
  });

  test('lets everything through that somebody else put on top of it', async () => {
    const ours = Socket.prototype.connect;
    function onTop(this: Socket, ...args: Parameters<Socket['connect']>): Socket {
      return ours.apply(this, args);
    }
    Socket.prototype.connect = onTop as typeof ours;
    hook.stop();
    expect(Socket.prototype.connect).toBe(onTop);
    using _armed = chaos.enable(netRule({ action: 'hang' }));
    expect(await clients.netError({ host, port: await freePort() })).toMatchObject({ code: 'ECONNREFUSED' });
    Socket.prototype.connect = ours;
    hook = installNet(chaos); // it stands where it stood
  });
});

describe('a socket that was closed and connects once more', () => {
  test('is refused, held and connected as a new one is', async () => {
    const [first, server] = [await echo(), await echo()];
    const socket = connect(first.port, host);
    const close = () => {
      socket.destroy();
      return once(socket, 'close');
    };
    await once(socket, 'connect');
    expect(socket.remotePort).toBe(first.port);
    await close();

    const refusal = chaos.enable(netRule({ action: 'refuse' }));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    expect(await once(socket.connect(server.port, host), 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);
    await closed;
    refusal.stop();

    const held = chaos.enable(netRule({ action: 'hang' }));
    socket.connect(server.port, host);
    await close();
    socket.connect(server.port, host);
    held.stop();
    await once(socket, 'connect');
    expect([socket.remotePort, chaos.snapshot().disturbing]).toEqual([server.port, 0]);
    await close();
    await first.close();
    await server.close();
  });
});
