import {
  aDelay,
  aString,
  checkOptions,
  checkValue,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import type { Policy } from './policy.ts';
import type { StorePolicy } from './store.ts';

/** A `blockMs` function is asked about so many strikes; further ones block for as long as the last of them. */
const strikes = 16;

export const aCount: OptionRule = ['number', 'an integer >= 1', (n: number) => Number.isSafeInteger(n) && n >= 1];
const somePolicies: OptionRule = [
  'object',
  'an array of 1 to 16 policies',
  (list: object) => Array.isArray(list) && list.length > 0 && list.length <= 16,
];

export const policyRules: OptionRules<Policy> = {
  name: aString,
  limit: aCount,
  windowMs: aCount,
  burst: aCount,
  algorithm: [
    'string',
    'token-bucket, sliding-window or fixed-window',
    (name: string) => /^(token-bucket|sliding-window|fixed-window)$/.test(name),
  ],
  precision: ['number', 'an integer in [1, 1000]', (n: number) => Number.isInteger(n) && n >= 1 && n <= 1_000],
  blockMs: [
    'number or function',
    'a finite number >= 0 or a function',
    (b: unknown) => typeof b === 'function' || isDelay(b),
  ],
  shadow: ['boolean', 'a boolean'],
};

/** Checks policies and fills in the defaults. */
export function readPolicies(caller: string, policies: readonly Policy[]): StorePolicy[] {
  checkValue(`${caller}: policies`, policies, somePolicies);
  const read = policies.map((policy) => readPolicy(caller, policy));
  const names = read.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new RangeError(`${caller}: each policy needs a name of its own, got ${twice} twice`);
  return read;
}

function readPolicy(caller: string, policy: Policy): StorePolicy {
  const given = checkOptions(caller, policy, policyRules);
  const {
    name = 'default',
    limit,
    windowMs,
    burst,
    algorithm = 'token-bucket',
    precision = 32,
    shadow = false,
  } = given;
  checkValue(`${caller}: limit`, limit, aCount);
  checkValue(`${caller}: windowMs`, windowMs, aCount);
  if (burst !== undefined && algorithm !== 'token-bucket') {
    throw new RangeError(`${caller}: burst must be left out with a ${algorithm}, got ${burst}`);
  }
  return {
    name,
    algorithm,
    limit,
    windowMs,
    burst: burst ?? limit,
    precision,
    blocks: blocksOf(caller, given),
    shadow,
  };
}

function blocksOf(caller: string, { blockMs = 0 }: Policy): readonly number[] {
  if (typeof blockMs === 'number') return blockMs > 0 ? [blockMs] : [];
  return Array.from({ length: strikes }, (_, index) => {
    const forMs = blockMs(index + 1);
    checkValue(`${caller}: blockMs(${index + 1})`, forMs, aDelay);
    return forMs;
  });
}

function isDelay(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}
