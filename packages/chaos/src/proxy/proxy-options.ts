import type { Clock } from '@scry/internal/clock';
import type { ProxyEvent } from './proxy-event.ts';
import type { ToxicSpec } from './toxic.ts';

/** What a proxy and a server of proxies have in common. */
export interface SharedProxyOptions {
  /** Decides all chance: the same seed brings the same faults to the same connections. @default SCRY_CHAOS_SEED, else a new one */
  readonly seed?: number | string;
  /** @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
  /** One of the two keys to production; the other one is the variable SCRY_CHAOS_ALLOW=1. @default false */
  readonly allowInProduction?: boolean;
  /** Connections at one time; further ones wait in the system's queue. @default 10_000 */
  readonly maxConnections?: number;
  /** Bytes that one toxic holds back for one connection before its sender has to wait. @default 8_388_608 */
  readonly maxHeldBytes?: number;
  /** Told of connections and toxics. */
  readonly onEvent?: (event: ProxyEvent) => void;
}

export interface ProxyOptions extends SharedProxyOptions {
  /** Stands in events, and is part of the seed. @default 'proxy' */
  readonly name?: string;
  /** Where it listens, `host:port`; port 0 takes a free one. @default '127.0.0.1:0' */
  readonly listen?: string;
  /** Where it connects to, `host:port`. */
  readonly upstream: string;
  /** Those that are there before the first connection. */
  readonly toxics?: readonly ToxicSpec[];
  /** Whether it listens. @default true */
  readonly enabled?: boolean;
}
