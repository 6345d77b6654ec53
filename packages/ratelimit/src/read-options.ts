import {
  aClock,
  aDelay,
  aFunction,
  aLimit,
  aString,
  checkOptions,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import { systemClock } from '@scry/internal/clock';
import type { Policy } from './policy.ts';
import type { MemoryOptions, Policies, StoreOptions } from './rate-limiter-options.ts';
import { aCount, policyRules, readPolicies } from './read-policies.ts';
import type { RateLimitStore, StorePolicy } from './store.ts';

const caller = 'createRateLimiter';
const anObject: OptionRule = ['object', 'an array'];
const aBoolean: OptionRule = ['boolean', 'a boolean'];

const memoryRules: OptionRules<Omit<MemoryOptions, 'store'>> = {
  name: aString,
  maxKeys: aCount,
  compact: aBoolean,
  clock: aClock,
  onEvent: aFunction,
};
const storeRules: OptionRules<Omit<StoreOptions, keyof MemoryOptions> & Pick<StoreOptions, 'store'>> = {
  store: ['object', 'a RateLimitStore', (store: object) => 'decide' in store],
  prefix: ['string', 'a string without braces', (prefix: string) => !/[{}]/.test(prefix)],
  timeoutMs: aLimit,
  onStoreError: ['string', 'local, open or closed', (way: string) => /^(local|open|closed)$/.test(way)],
  localShare: ['number', 'a number in (0, 1]', (share: number) => share > 0 && share <= 1],
  denyCacheMs: aDelay,
  batch: aBoolean,
};

export type Given = Policies & (MemoryOptions | StoreOptions);
type All = Policy & { readonly policies: readonly Policy[] } & StoreOptions;

/** Options that have been checked, with every default in place. */
export interface LimiterOptions extends Required<Omit<StoreOptions, 'store' | 'onEvent'>> {
  readonly store: RateLimitStore | undefined;
  readonly policies: readonly StorePolicy[];
  readonly onEvent: StoreOptions['onEvent'];
}

const defaults = {
  name: 'default',
  maxKeys: 1_000_000,
  compact: false,
  clock: systemClock,
  onEvent: undefined,
  store: undefined,
  prefix: 'rl:',
  timeoutMs: 100,
  onStoreError: 'local',
  localShare: 1,
  denyCacheMs: 1_000,
  batch: true,
} as const;

/** Checks options and fills in the defaults. */
export function readOptions(options: Given): LimiterOptions {
  const { policies: several, store }: Partial<All> = Object(options);
  const rules = {
    ...(several === undefined ? policyRules : { policies: anObject }),
    ...memoryRules,
    ...(store === undefined ? undefined : storeRules),
  };
  // Which of the names are there was decided above.
  const given = checkOptions(caller, options as All, rules as OptionRules<All>);
  const { policies = [only(given, policyRules)], ...rest } = given;
  return { ...defaults, ...rest, policies: readPolicies(caller, policies) };
}

/** The options that the rules are about. */
function only<O extends object>(options: O & object, rules: OptionRules<O>): O {
  const own = Object.entries(options).filter(([name]) => Object.hasOwn(rules, name));
  // Every option of O that is there was kept.
  return Object.fromEntries(own) as O;
}
