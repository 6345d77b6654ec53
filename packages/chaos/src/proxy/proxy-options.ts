import {
  aClock,
  aFunction,
  aString,
  checkOptions,
  checkValue,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import { type Clock, systemClock } from '@scry/internal/clock';
import { environment } from '../environment.ts';
import { parseAddress } from './address.ts';
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
  /** Connections at one time; further ones are closed as they come. @default 10_000 */
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

/** Options that have been checked, with every default in place. */
export interface SharedSettings {
  readonly seed: string;
  readonly clock: Clock;
  readonly allowInProduction: boolean;
  readonly maxConnections: number;
  readonly maxHeldBytes: number;
  readonly onEvent: ((event: ProxyEvent) => void) | undefined;
}

export const maxHeldBytesByDefault = 8_388_608;
export const defaultListen = '127.0.0.1:0';
export const aCountFrom1: OptionRule = ['number', 'an integer >= 1', (n: number) => Number.isSafeInteger(n) && n >= 1];
export const aBoolean: OptionRule = ['boolean', 'a boolean'];
export const anAddress: OptionRule = ['string', 'host:port', (text: string) => parseAddress(text) !== undefined];
export const sharedRules: OptionRules<SharedProxyOptions> = {
  seed: [
    'number or string',
    'a finite number or a string',
    (seed: number | string) => typeof seed === 'string' || Number.isFinite(seed),
  ],
  clock: aClock,
  allowInProduction: aBoolean,
  maxConnections: aCountFrom1,
  maxHeldBytes: aCountFrom1,
  onEvent: aFunction,
};
const rules: OptionRules<ProxyOptions> = {
  ...sharedRules,
  name: aString,
  listen: anAddress,
  upstream: anAddress,
  toxics: ['object', 'a list of toxics', (list: object) => Array.isArray(list)],
  enabled: aBoolean,
};

/** Fills in the defaults of checked options. */
export function sharedSettings(given: SharedProxyOptions): SharedSettings {
  return {
    seed: String(given.seed ?? environment('SCRY_CHAOS_SEED') ?? Math.floor(Math.random() * 2 ** 32)),
    clock: given.clock ?? systemClock,
    allowInProduction: given.allowInProduction ?? false,
    maxConnections: given.maxConnections ?? 10_000,
    maxHeldBytes: given.maxHeldBytes ?? maxHeldBytesByDefault,
    onEvent: given.onEvent,
  };
}

/** Checks the options of a proxy. */
export function checkProxyOptions(options: ProxyOptions): ProxyOptions {
  const given = checkOptions('createProxy', options, rules);
  checkValue('createProxy: upstream', given.upstream, rules.upstream);
  return given;
}
