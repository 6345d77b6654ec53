import { Socket } from 'node:net';

/** Sockets of the package itself, which no scenario is asked about. */
export const unhooked = /* @__PURE__ */ new WeakSet<Socket>();

/** Connects past the hook. */
export function connectUnhooked(address: { readonly host: string; readonly port: number }): Socket {
  const socket = new Socket({ allowHalfOpen: true }).setNoDelay(true);
  unhooked.add(socket);
  return socket.connect(address);
}
