import { checkOptions } from '@scry/internal/check-options';
import type { AsyncDisposing } from '../disposing.ts';
import { addressOf } from './address.ts';
import type { OpenProxy } from './open-proxy.ts';
import { aBoolean, anAddress } from './proxy-options.ts';
import { readChanges, readToxic } from './read-toxic.ts';
import type { Stream, Toxic, ToxicChanges, ToxicSpec } from './toxic.ts';

/** What of a proxy can be changed while it runs. */
export interface ProxyChanges {
  readonly listen?: string;
  readonly upstream?: string;
  readonly enabled?: boolean;
}

/** Bytes of one stream. */
export interface Traffic {
  /** From the one who sends. */
  readonly received: number;
  /** To the one who receives. */
  readonly sent: number;
}

/** A TCP proxy whose toxics come and go under traffic. */
export interface TcpProxy extends AsyncDisposing {
  readonly name: string;
  /** `host:port`, with the port that it really has. */
  readonly listen: string;
  readonly host: string;
  readonly port: number;
  readonly upstream: string;
  /** Whether it listens; one that does not refuses connections, as a server that is down. */
  readonly enabled: boolean;
  readonly seed: string;
  /** Clients at the moment. */
  readonly connections: number;
  /** Those of the upstream first, each in the order in which data passes them. */
  readonly toxics: readonly Toxic[];
  /**
   * Adds a toxic behind those of its stream, for the connections that are there, too.
   *
   * @throws TypeError or RangeError that names all that is wrong; ChaosError (`SCRY_CHAOS`) in production.
   */
  addToxic(spec: ToxicSpec): Toxic;
  /**
   * Changes a toxic under way; nothing of it is changed when it throws.
   *
   * @throws TypeError or RangeError that names all that is wrong.
   */
  updateToxic(name: string, changes: ToxicChanges): Toxic;
  /**
   * What the toxic holds back goes on at once, in order. `timeout` closes its connections, and what has lost data is reset.
   *
   * @throws RangeError when there is none of this name.
   */
  removeToxic(name: string): void;
  /** Closes all connections when it is disabled, or when one of its addresses changes. Nothing changes when it rejects. */
  update(changes: ProxyChanges): Promise<void>;
  /** Enables it, and removes all toxics. */
  reset(): Promise<void>;
  /** What has passed so far. */
  traffic(stream: Stream): Traffic;
  /** Stops listening, and closes all connections. */
  close(): Promise<void>;
}

/** What users see of a proxy. */
export function tcpProxy(proxy: OpenProxy): TcpProxy {
  const { chain, name, settings } = proxy;
  const existing = (caller: string, toxic: string): Toxic => {
    const found = chain.get(toxic);
    if (found) return found;
    const names = chain.toxics.map((each) => each.name).join(', ') || 'no toxic';
    throw new RangeError(`${caller}: name must be that of a toxic, which are ${names}, got "${toxic}"`);
  };
  const close = (): Promise<void> => proxy.update({ enabled: false });
  return {
    name,
    seed: settings.seed,
    get listen() {
      return proxy.listen;
    },
    get host() {
      return addressOf(proxy.listen).host;
    },
    get port() {
      return addressOf(proxy.listen).port;
    },
    get upstream() {
      return proxy.upstream;
    },
    get enabled() {
      return proxy.enabled;
    },
    get connections() {
      return proxy.connections;
    },
    get toxics() {
      return chain.toxics;
    },
    addToxic(spec) {
      const toxic = readToxic('addToxic', spec, { strict: true });
      if (chain.get(toxic.name)) throw new RangeError(`addToxic: name must be a new one, got "${toxic.name}"`);
      return chain.add(toxic);
    },
    updateToxic(toxic, changes) {
      return chain.replace(readChanges('updateToxic', existing('updateToxic', toxic), changes, { strict: true }));
    },
    removeToxic: (toxic) => chain.remove(existing('removeToxic', toxic).name),
    async update(changes) {
      await proxy.update(
        checkOptions('update', changes, { listen: anAddress, upstream: anAddress, enabled: aBoolean }),
      );
    },
    async reset() {
      await proxy.update({ enabled: true });
      chain.clear();
    },
    traffic: (stream) => proxy.traffic(stream),
    close,
    [Symbol.asyncDispose]: close,
  };
}
