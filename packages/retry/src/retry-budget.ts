import { checkOptions, type OptionRules } from '@scry/internal/check-options';

/** Tokens that retries cost and successes earn, so that retrying does not multiply an outage. Shareable. */
export interface RetryBudget {
  /** How many retries may be made now. */
  readonly tokens: number;
  /** Takes one token for a retry; `false` when there is none left. */
  tryTake(): boolean;
  /** Puts the share of a token back that one success earns. */
  succeed(): void;
}

/** How many retries successes pay for. */
export interface RetryBudgetOptions {
  /** Tokens that one success earns, in [0, 1]. @default 0.1 */
  readonly ratio?: number;
  /** Tokens at the start, and the most there can be. @default 100 */
  readonly reserve?: number;
}

const rules: OptionRules<RetryBudgetOptions> = {
  ratio: ['number', 'a number in [0, 1]', (ratio: number) => ratio >= 0 && ratio <= 1],
  reserve: ['number', 'a finite number >= 1', (reserve: number) => reserve >= 1 && reserve < Infinity],
};

/**
 * Creates a budget that retries draw from: each costs one token, and each success earns a share of one back. After
 * the retry throttling of gRPC (gRFC A6).
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const budget = createRetryBudget({ reserve: 10 });
 * const reads = createRetry({ budget });
 * const writes = createRetry({ budget }); // draws from the same tokens
 */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  checkOptions('createRetryBudget', options, rules);
  const { ratio = 0.1, reserve = 100 } = options;
  // Counted in whole millionths, because in floating point ten times 0.1 added up is less than 1.
  const earned = Math.round(ratio * million);
  const most = reserve * million;
  let left = most;
  return {
    get tokens() {
      return left / million;
    },
    tryTake() {
      if (left < million) return false;
      left -= million;
      return true;
    },
    succeed() {
      if (left < most) left = Math.min(most, left + earned);
    },
  };
}

const million = 1e6;
