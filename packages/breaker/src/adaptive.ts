import { aClock, aFunction, aString, checkOptions, type OptionRules } from '@scry/internal/check-options';
import { type Clock, systemClock } from '@scry/internal/clock';
import { observe } from '@scry/internal/observe';
import { aDuration } from './breaker-options.ts';
import { ThrottledError } from './throttled-error.ts';

export { isThrottledError, ThrottledError } from './throttled-error.ts';

/** A call was not begun, with this probability of it. */
export interface ThrottleEvent {
  readonly type: 'throttled';
  readonly name: string;
  readonly rejectionRate: number;
}

/** How much is sent to what fails, and over which past that is judged. */
export interface ThrottleOptions {
  /** Requests that may be sent for each one accepted: a lower one throttles earlier, a higher one sees a recovery sooner. @default 2 */
  readonly k?: number;
  /** The past that counts; it should be longer than the slowest call. @default 120_000 */
  readonly windowMs?: number;
  /** Stands in events and errors. @default 'throttle' */
  readonly name?: string;
  /** Told of every call that is not begun. */
  readonly onEvent?: (event: ThrottleEvent) => void;
  /** @default the platform's monotonic clock */
  readonly clock?: Clock;
  /** Random numbers in [0, 1). @default Math.random */
  readonly random?: () => number;
}

/** Begins fewer operations the more of them fail. */
export interface Throttle {
  /** Runs the operation, or rejects at once with a `ThrottledError` (`SCRY_THROTTLED`). */
  run<T>(operation: () => T | PromiseLike<T>): Promise<T>;
  /** The probability with which the next call is not begun, in [0, 1). */
  readonly rejectionRate: number;
}

/** Requests of a stretch of time, by their start, and how many of them have not failed so far. */
interface Bucket {
  readonly endMs: number;
  requests: number;
  accepts: number;
}

const buckets = 10;
const rules: OptionRules<ThrottleOptions> = {
  k: ['number', 'a finite number >= 1', (k: number) => k >= 1 && k < Infinity],
  windowMs: aDuration,
  name: aString,
  onEvent: aFunction,
  clock: aClock,
  random: aFunction,
};

/**
 * Creates a throttle on the client's side: the more of its calls fail, the fewer it sends, and always a few. After "Handling
 * Overload", chapter 21 of Site Reliability Engineering (Beyer et al., 2016): a call is rejected with the probability
 * max(0, (requests − k × accepts) / (requests + 1)). A call under way counts as accepted until it fails.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const search = createThrottle({ k: 2, windowMs: 120_000 });
 * const hits = await search.run(() => index.query('…'));
 */
export function createThrottle(options: ThrottleOptions = {}): Throttle {
  const given = checkOptions('createThrottle', options, rules);
  const { k = 2, windowMs = 120_000, name = 'throttle', onEvent, clock = systemClock, random = Math.random } = given;
  const past: Bucket[] = [];

  function rateAt(nowMs: number): number {
    let [requests, accepts] = [0, 0];
    for (const bucket of past) {
      if (bucket.endMs + windowMs <= nowMs) continue;
      requests += bucket.requests;
      accepts += bucket.accepts;
    }
    return Math.max(0, (requests - k * accepts) / (requests + 1));
  }

  function bucketAt(nowMs: number): Bucket {
    const last = past.at(-1);
    if (last && nowMs < last.endMs) return last;
    const bucket = { endMs: nowMs + windowMs / buckets, requests: 0, accepts: 0 };
    past.push(bucket);
    while (past[0] && past[0].endMs + windowMs <= nowMs) past.shift();
    return bucket;
  }

  async function run<T>(operation: () => T | PromiseLike<T>): Promise<T> {
    const nowMs = clock.now();
    const rejectionRate = rateAt(nowMs);
    const bucket = bucketAt(nowMs);
    bucket.requests++;
    if (random() < rejectionRate) {
      if (onEvent) observe(onEvent, { type: 'throttled', name, rejectionRate });
      throw new ThrottledError(name, rejectionRate);
    }
    bucket.accepts++;
    try {
      return await operation();
    } catch (error) {
      bucket.accepts--;
      throw error;
    }
  }

  return {
    run,
    get rejectionRate() {
      return rateAt(clock.now());
    },
  };
}
