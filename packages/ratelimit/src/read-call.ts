import {
  aLimit,
  anAbortSignal,
  checkOptions,
  checkValue,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import type { PlanOf } from './plans.ts';
import type { WaitOptions } from './rate-limiter-options.ts';
import type { Wait } from './waiting-line.ts';

const aCost: OptionRule = ['number', 'an integer >= 0', isCost];
const rules: OptionRules<WaitOptions> = {
  cost: aCost,
  policies: ['object', 'an array'],
  signal: anAbortSignal,
  maxWaitMs: aLimit,
};

/** Throws unless the key is a string and the cost a number of tokens. */
export function checkCall(caller: string, key: string, cost: number): void {
  if (typeof key === 'string' && isCost(cost)) return;
  checkValue(`${caller}: key`, key, ['string', 'a string']);
  checkValue(`${caller}: cost`, cost, aCost);
}

/** Checks what came with a call and fills in the defaults. */
export function readCall(caller: string, key: string, call: number | WaitOptions, planOf: PlanOf): Wait {
  const given = typeof call === 'number' ? { cost: call } : checkOptions(caller, call, rules);
  const { cost = 1, policies, signal, maxWaitMs = Infinity } = given;
  checkCall(caller, key, cost);
  return { key, cost, plan: planOf(policies), signal, maxWaitMs };
}

function isCost(cost: number): boolean {
  return Number.isSafeInteger(cost) && cost >= 0;
}

/** Throws unless the key is a string and the duration a number of milliseconds; Infinity is one. */
export function checkBlock(key: string, forMs: number): void {
  checkCall('block', key, 0);
  checkValue('block: forMs', forMs, aLimit);
}
