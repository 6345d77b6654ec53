import type { Socket } from 'node:net';
import { createFakeClock, type FakeClock } from '@scry/internal/fake-clock';
import { createProxy, type ProxyOptions, type TcpProxy } from '../src/proxy.ts';
import { connected, serve, type TestServer, until } from './tcp-pair.ts';

/** A proxy whose clock stands still, and a connection through it: what each side has received so far. */
export interface ToxicConnection {
  readonly proxy: TcpProxy;
  readonly clock: FakeClock;
  readonly client: Socket;
  readonly server: Socket;
  /** What the client has received, and how that ended. */
  readonly atClient: Received;
  readonly atServer: Received;
  /** Sends something from one side, and waits until the proxy has it. */
  fromServer(data: string | Uint8Array): Promise<void>;
  fromClient(data: string | Uint8Array): Promise<void>;
  /** One more client, and the server's side of it. */
  another(): Promise<readonly [client: Socket, server: Socket]>;
  close(): Promise<void>;
}

export interface Received {
  data: Buffer;
  /** `'FIN'`, `'closed'`, or the code of an error; empty while it is open. */
  end: string;
}

export async function toxicConnection(options: Partial<ProxyOptions> = {}): Promise<ToxicConnection> {
  const clock = createFakeClock();
  const target: TestServer = await serve(() => {});
  const proxy = await createProxy({ seed: 1, clock, ...options, upstream: target.address });
  const another = async (): Promise<readonly [Socket, Socket]> => {
    const before = target.sockets.length;
    const client = await connected(proxy.port);
    await until(() => target.sockets.length > before);
    // It was just waited for.
    return [client, target.sockets[before] as Socket];
  };
  const [client, server] = await another();
  const send = async (socket: Socket, data: string | Uint8Array, stream: 'upstream' | 'downstream'): Promise<void> => {
    const { received } = proxy.traffic(stream);
    socket.write(data);
    await until(() => proxy.traffic(stream).received >= received + data.length);
    await new Promise(setImmediate);
  };
  return {
    ...{ proxy, clock, client, server, another },
    atClient: receivedBy(client),
    atServer: receivedBy(server),
    fromServer: (data) => send(server, data, 'downstream'),
    fromClient: (data) => send(client, data, 'upstream'),
    async close() {
      client.destroy();
      await proxy.close();
      await target.close();
    },
  };
}

export function receivedBy(socket: Socket): Received {
  const received: Received = { data: Buffer.alloc(0), end: '' };
  socket.on('data', (part: Buffer) => {
    received.data = Buffer.concat([received.data, part]);
  });
  socket.on('end', () => {
    received.end = 'FIN';
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    received.end = error.code ?? error.message;
  });
  return received;
}

/** What is on its way over loopback has arrived: more turns of the event loop than it takes. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
}
