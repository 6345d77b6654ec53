import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface FaultyServer {
  readonly port: number;
  close(): void;
}

/** A server that treats each connection in one way. */
export async function faultyServer(treat: (socket: Socket) => void): Promise<FaultyServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    treat(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // A TCP server that listens has a port.
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Answers the first bytes with a reset. */
export const resetting = (socket: Socket): void => void socket.once('data', () => socket.resetAndDestroy());
/** Answers the first bytes with an end. */
export const closing = (socket: Socket): void => void socket.once('data', () => socket.end());
/** Never says anything. */
export const silent = (): void => {};

const blocked =
  "const s = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {" +
  "require('fs').writeSync(1, String(s.address().port)); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); });";

/** A port on which the kernel answers no more connections, because a server that never accepts has its queue full. */
export async function unansweredPort(): Promise<FaultyServer> {
  const child = spawn(process.execPath, ['-e', blocked], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [printed] = await once(child.stdout, 'data');
  const port = Number(String(printed));
  const queued = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await Promise.race(queued.map((socket) => once(socket, 'connect')));
  return {
    port,
    close() {
      for (const socket of queued) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}
