import type { Socket } from 'node:net';

/** Ends a connection by a RST. */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  // libuv refuses to reset what is shutting down (EINVAL), and the socket would stay open for good.
  const shuttingDown = socket.writableEnded && !socket.writableFinished;
  if (!shuttingDown) socket.resetAndDestroy();
  else if (socket.writableLength > 0) socket.destroy();
  else socket.once('finish', () => resetSocket(socket));
}
