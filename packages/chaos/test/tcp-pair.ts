import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export const host = '127.0.0.1';

/** A server for tests, and its side of each connection. */
export interface TestServer {
  readonly address: string;
  readonly port: number;
  readonly sockets: Socket[];
  close(): Promise<void>;
}

export async function serve(onSocket: (socket: Socket) => void, options: object = {}): Promise<TestServer> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true, ...options }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    onSocket(socket);
  }).listen(0, host);
  await once(server, 'listening');
  // A TCP server that listens has a port.
  const { port } = server.address() as AddressInfo;
  return {
    address: `${host}:${port}`,
    port,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Sends back what comes, and ends when the client has ended. */
export const echo = (): Promise<TestServer> => serve((socket) => socket.pipe(socket));

/** A connection that is there. */
export async function connected(port: number): Promise<Socket> {
  const socket = connect({ port, host, allowHalfOpen: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** How a connection ended for one of its sides, and all that it received. */
export interface Ending {
  readonly data: Buffer;
  /** `'FIN'`, or the code of the error. */
  readonly by: string;
}

/** Waits for the end of what a socket receives. */
export function ending(socket: Socket): Promise<Ending> {
  const parts: Buffer[] = [];
  return new Promise((resolve) => {
    const end = (by: string): void => resolve({ data: Buffer.concat(parts), by });
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('end', () => end('FIN'));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.on('close', () => end('closed'));
  });
}

/** Sends something, and waits for as many bytes. */
export async function roundTrip(socket: Socket, data: string | Uint8Array): Promise<Buffer> {
  const sent = Buffer.from(data);
  let got = Buffer.alloc(0);
  return new Promise((resolve) => {
    const onData = (part: Buffer): void => {
      got = Buffer.concat([got, part]);
      if (got.length < sent.length) return;
      socket.off('data', onData);
      resolve(got);
    };
    socket.on('data', onData);
    socket.write(sent);
  });
}

/** The code of the error where nobody listens. */
export async function connectedOrError(port: number): Promise<unknown> {
  const socket = connect(port, host);
  return new Promise((resolve) => {
    socket.on('connect', () => resolve('connected'));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
}

/** Waits until something is so, one turn of the event loop after the other. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}
