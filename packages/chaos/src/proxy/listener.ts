import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Address } from './address.ts';
import { highWaterMark } from './source.ts';

export interface Listener {
  /** With the port that it really has. */
  readonly address: Address;
  /** Frees the port at once; the connections that it accepted stay. */
  stop(): void;
}

export interface ListenerOptions {
  readonly maxConnections: number;
  readonly onClient: (client: Socket) => void;
}

/** Accepts connections; rejects with the system's error where it cannot. */
export async function listenAt(
  { host, port }: Address,
  { maxConnections, onClient }: ListenerOptions,
): Promise<Listener> {
  // Nothing is read from a client before its server is there.
  const server: Server = createServer(
    { allowHalfOpen: true, pauseOnConnect: true, noDelay: true, highWaterMark },
    onClient,
  );
  server.maxConnections = maxConnections;
  server.listen(port, host);
  await once(server, 'listening');
  // A TCP server that listens has one.
  const { port: real } = server.address() as AddressInfo;
  return { address: { host, port: real }, stop: () => void server.close() };
}
