import { createFakeClock } from '@scry/internal/fake-clock';
import { freePort } from 'services';
import { describe, expect, test } from 'vitest';
import { createProxy, type ProxyEvent } from '../src/proxy.ts';
import { open, proxyTo, server, useEchoServer } from './echo-proxy.ts';
import { connected, connectedOrError, ending, host, roundTrip, serve, until } from './tcp-pair.ts';

useEchoServer();

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
    await proxy.update({ listen: `localhost:${before}` });
    const client = await connected(before);
    await proxy.update({ listen: `localhost:${before}` }); // the same place by its name: nothing is closed
    expect(proxy).toMatchObject({ listen: `${host}:${before}`, connections: 1 });
    client.destroy();
    await proxy.update({ listen: 'localhost:0', enabled: false });
    expect(proxy.listen).toBe('localhost:0'); // it has no place until it listens
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
      { type: 'toxic-added', ...toxic },
      { type: 'toxic-changed', ...toxic },
      { type: 'toxic-removed', ...toxic },
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
