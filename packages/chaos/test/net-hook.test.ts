import { Socket } from 'node:net';
import { freePort } from 'services';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Chaos, createChaos, injectedBy } from '../src/index.ts';
import { installNet, type NetHook, netRule } from '../src/net.ts';
import * as clients from './clients.ts';

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
