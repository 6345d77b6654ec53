import type { Fault, Injected } from '../fault.ts';
import { dial } from '../proxy/dial.ts';
import { Link } from '../proxy/link.ts';
import { listenAt } from '../proxy/listener.ts';
import { maxHeldBytesByDefault } from '../proxy/proxy-options.ts';
import { type Source, upstreamSource } from '../proxy/source.ts';
import type { Toxic } from '../proxy/toxic.ts';
import { ToxicChain } from '../proxy/toxic-chain.ts';
import type { ConnectTarget } from './connect-target.ts';

const loopback = { host: '127.0.0.1', port: 0 };

/**
 * Connections through toxics. The connection to the server is made first: it fails as it would have failed, and only then the
 * client is sent to the other end of it. When the scenario ends, so do the toxics.
 */
export function toxicFault(toxics: readonly Toxic[]): Fault {
  // One for each arming: its set of what is called at the end is no other's.
  const chains = new WeakMap<object, ToxicChain>();

  function chainOf({ mark, ending }: Injected): ToxicChain {
    const known = chains.get(ending);
    if (known) return known;
    const seed = [mark.seed, mark.scenario, String(mark.arming)];
    // Whether it may be armed here was asked when it was.
    const chain = new ToxicChain({ seed, locked: () => false, onChange: () => {} });
    for (const toxic of toxics) chain.add(toxic);
    chains.set(ending, chain);
    ending.add(() => chain.clear());
    return chain;
  }

  return {
    kind: 'result',
    answer({ args: [target] }, injected) {
      // The hook is the only one who calls this point.
      return connectThrough(target as HookedTarget, chainOf(injected), injected);
    },
  };
}

type HookedTarget = ConnectTarget & { readonly signal: AbortSignal };

/** Resolves with where the client is to connect to. */
function connectThrough(target: HookedTarget, chain: ToxicChain, injected: Injected): Promise<ConnectTarget> {
  const { host, port, signal } = target;
  const { mark, clock } = injected;
  return new Promise((resolve, reject) => {
    const giveUp = dial({
      ...{ connect: () => upstreamSource({ host, port }), chain, connection: mark.call, clock, onError: reject },
      onConnect(server) {
        signal.removeEventListener('abort', giveUp);
        otherEndOf(server, chain, injected, signal).then(resolve, (error: unknown) => {
          server.socket.destroy();
          reject(error);
        });
      },
    });
    signal.addEventListener('abort', giveUp);
  });
}

/** Waits for the one client of a connection that is there; resolves with the place where it does. */
async function otherEndOf(
  server: Source,
  chain: ToxicChain,
  { mark: { call: connection }, clock }: Injected,
  signal: AbortSignal,
): Promise<ConnectTarget> {
  const listener = await listenAt(loopback, {
    maxConnections: 1,
    onClient(client) {
      listener.stop();
      signal.removeEventListener('abort', nobody);
      const onClosed = (): void => void chain.links.delete(link);
      const link = new Link({
        ...{ client, server, connection, clock },
        ...{ maxHeldBytes: maxHeldBytesByDefault, onClosed },
      });
      chain.attach(link);
      link.start();
    },
  });
  const nobody = (): void => {
    listener.stop();
    server.socket.destroy();
  };
  if (signal.aborted) nobody();
  signal.addEventListener('abort', nobody);
  return listener.address;
}
