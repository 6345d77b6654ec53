import { lookup } from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import { injectedBy, markInjected } from '../chaos-mark.ts';
import { errors } from '../errors.ts';
import { type ConnectCall, connectTarget } from './connect-target.ts';

/** A connection that waits for its verdict. */
export interface Held {
  readonly call: ConnectCall;
  /** Resolves with where to connect to instead, or with anything else to connect as asked; rejects with what to fail with. */
  readonly verdict: Promise<unknown>;
  /** Aborted when the client has closed the socket in the meantime. */
  readonly closed: AbortController;
  /** Connects in earnest. */
  readonly connect: (options: object) => void;
}

/** Keeps a socket waiting as one that connects, and then connects it or lets it fail. */
export function heldConnect(socket: Socket, { call, verdict, closed, connect }: Held): void {
  revive(socket);
  // Writes are queued, as they are while Node itself connects; the property is read-only in the types alone.
  Reflect.set(socket, 'connecting', true);
  // Also once it is connected: what was made for it elsewhere then ends, too.
  socket.once('close', () => closed.abort());
  const settle = (go: () => void): void => {
    // Closed, it may be connecting once more by now, which is no affair of this call.
    if (!socket.destroyed && !closed.signal.aborted) go();
  };
  verdict.then(
    (instead) => settle(() => connect(isEndpoint(instead) ? { ...call.options, ...instead } : call.options)),
    async (error: unknown) => {
      const real = await withAddresses(error, call);
      // Whatever a scenario fails with: a socket can be destroyed with it.
      settle(() => socket.destroy(real as Error));
    },
  );
}

/** A socket that was closed may connect again: Node's own `connect` begins with this. */
function revive(socket: Socket): void {
  if (!socket.destroyed) return;
  // The types do not know of it; every stream of Node has it.
  (socket as Socket & { _undestroy(): void })._undestroy();
  Reflect.set(socket, '_peername', undefined);
}

/** A refusal names the addresses that were tried: those behind the host's name. */
async function withAddresses(error: unknown, call: ConnectCall): Promise<unknown> {
  const { host, port } = connectTarget(call);
  const mark = injectedBy(error);
  const refused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
  if (!refused || isIP(host) || !mark) return error;
  const found = await lookup(host, { all: true }).catch(() => []);
  const addresses = found.map(({ address }) => address);
  const real = errors.refused(addresses.length > 0 ? { port, addresses } : { host, port });
  markInjected(real, mark);
  return real;
}

function isEndpoint(value: unknown): value is { readonly host: string; readonly port: number } {
  return typeof value === 'object' && value !== null && 'host' in value && 'port' in value;
}
