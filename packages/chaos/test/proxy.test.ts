import { once } from 'node:events';
import { freePort } from 'services';
import { describe, expect, test } from 'vitest';
import type { ProxyEvent } from '../src/proxy.ts';
import { open, proxyTo, server, useEchoServer } from './echo-proxy.ts';
import { connected, ending, host, roundTrip, serve, until } from './tcp-pair.ts';

useEchoServer();

describe('a connection without toxics', () => {
  test('passes what is sent, in both directions', async () => {
    const proxy = await proxyTo(server.address);
    const client = await connected(proxy.port);
    expect(String(await roundTrip(client, 'hello'))).toBe('hello');
    const large = Buffer.alloc(5_000_000, 'abcdefg');
    expect((await roundTrip(client, large)).equals(large)).toBe(true);
    client.destroy();
  });

  test('passes a FIN as a FIN: an answer that is made only then still comes', async () => {
    // The answer is made only when the question has ended.
    const answering = await serve((socket) => {
      const parts: Buffer[] = [];
      socket.on('data', (part: Buffer) => parts.push(part));
      socket.on('end', () => setImmediate(() => socket.end(`${Buffer.concat(parts)}!`)));
    });
    open.push(answering);
    const proxy = await proxyTo(answering.address);
    let whole = 0;
    for (let round = 0; round < 2; round++) {
      const batch = Array.from({ length: 50 }, async (_, index) => {
        const client = await connected(proxy.port);
        client.end(`question ${index}`);
        const { data, by } = await ending(client);
        if (String(data) === `question ${index}!` && by === 'FIN') whole++;
      });
      await Promise.all(batch);
    }
    expect(whole).toBe(100);
    await until(() => proxy.connections === 0);
  });

  test('passes a FIN of the server, and goes on with what the client sends', async () => {
    const parts: Buffer[] = [];
    const first = await serve((socket) => socket.end('first').on('data', (part: Buffer) => parts.push(part)));
    open.push(first);
    const client = await connected((await proxyTo(first.address)).port);
    expect(String((await ending(client)).data)).toBe('first');
    client.end('second');
    await until(() => first.sockets.every(({ destroyed }) => destroyed));
    expect(String(Buffer.concat(parts))).toBe('second');
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

  test('goes on when the receiver reads again, with toxics and without', async () => {
    const all = Buffer.alloc(40_000_000, '0123456789');
    for (const toxics of [[], [{ type: 'latency' }], [{ type: 'latency' }, { type: 'slow_close' }]] as const) {
      const sending = await serve((socket) => void socket.end(all));
      open.push(sending);
      const proxy = await proxyTo(sending.address, { toxics, maxHeldBytes: 100_000 });
      const client = await connected(proxy.port);
      const parts: Buffer[] = [];
      client.on('data', (part: Buffer) => {
        parts.push(part);
        client.pause();
        setImmediate(() => client.resume());
      });
      await once(client, 'end');
      expect(Buffer.concat(parts).equals(all)).toBe(true);
      client.end();
    }
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

/** No progress for as long as nobody could overlook. */
function settled(): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, 300, false));
}
