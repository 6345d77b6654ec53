import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Target } from './clients.ts';

const host = '127.0.0.1';

/** A proxy that counts what goes through it: where a redirected connection arrives. */
export async function countingProxy(upstream: Target) {
  const seen = { connections: 0, bytes: 0 };
  const server = createServer((client) => {
    seen.connections++;
    const target = connect(upstream);
    client.on('data', (chunk) => {
      seen.bytes += chunk.length;
    });
    client.pipe(target).pipe(client);
    client.on('error', () => target.destroy());
    target.on('error', () => client.destroy());
  }).listen(0, host);
  await once(server, 'listening');
  // A TCP server that listens has a port.
  return { seen, target: { host, port: (server.address() as AddressInfo).port }, close: () => server.close() };
}
