import { type NetConnectOpts, Socket } from 'node:net';

/** Sockets of the package itself, which no scenario is asked about: a rule that redirects to a proxy would send the proxy to itself. */
export const unhooked = /* @__PURE__ */ new WeakSet<Socket>();

/** `net.connect`, past the hook. */
export function connectUnhooked(options: NetConnectOpts): Socket {
  const socket = new Socket(options);
  unhooked.add(socket);
  return socket.connect(options);
}
