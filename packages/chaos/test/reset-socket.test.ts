import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { resetSocket } from '../src/proxy/reset-socket.ts';
import { connected, ending, serve, type TestServer } from './tcp-pair.ts';

let server: TestServer;
afterEach(() => server.close());

test('resets a socket that has just been ended, which libuv refuses', async () => {
  server = await serve(() => {});
  const socket = await connected(server.port);
  socket.end('last');
  resetSocket(socket);
  await once(socket, 'close');
  const [accepted] = server.sockets;
  if (accepted) expect(['ECONNRESET', 'FIN']).toContain((await ending(accepted)).by);
});

test('gives up a socket whose end waits for a receiver that does not read', async () => {
  server = await serve((socket) => socket.pause());
  const socket = await connected(server.port);
  socket.end(Buffer.alloc(50_000_000));
  resetSocket(socket);
  await once(socket, 'close');
  expect(socket.destroyed).toBe(true);
  resetSocket(socket); // once more does no harm
});
