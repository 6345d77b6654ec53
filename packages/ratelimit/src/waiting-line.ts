import { type Clock, startTimer } from '@scry/internal/clock';
import { onAbort } from '@scry/internal/on-abort';
import type { Decision } from './decision.ts';
import { RateLimitedError } from './rate-limited-error.ts';
import { RateLimiterClosedError } from './rate-limiter-closed-error.ts';
import type { StorePolicy } from './store.ts';

/** Durations in decisions are rounded up: who says that it waits a second means one that is told as 1000 ms. */
const rounding = 1;

/** Where the tokens come from. */
export interface Desk {
  decide(plan: readonly StorePolicy[], key: string, cost: number, peek: boolean): Decision | PromiseLike<Decision>;
  refund(plan: readonly StorePolicy[], key: string, cost: number): unknown;
}

export interface Wait {
  readonly key: string;
  readonly plan: readonly StorePolicy[];
  readonly cost: number;
  readonly signal: AbortSignal | undefined;
  readonly maxWaitMs: number;
}

/** Settling a waiter takes it out of its line. */
interface Waiter extends Wait {
  /** On the clock: it does not wait any longer. */
  readonly until: number;
  resolve(decision: Decision): void;
  reject(error: unknown): void;
}

/** Those who wait for the same key, in order. */
interface Line {
  readonly waiters: Set<Waiter>;
  /** What all of them ask for together. */
  cost: number;
  /** Ends the pause of the one in front. */
  wake(): void;
}

/** Gives out tokens in the order in which they were asked for, key by key. None is taken before its turn has come. */
export class WaitingLines {
  readonly #clock: Clock;
  readonly #desk: Desk;
  readonly #lines = new Map<string, Line>();
  #closed = false;

  constructor(clock: Clock, desk: Desk) {
    this.#clock = clock;
    this.#desk = desk;
  }

  join(wait: Wait): Promise<Decision> {
    return new Promise((resolve, reject) => {
      wait.signal?.throwIfAborted();
      if (this.#closed) throw new RateLimiterClosedError();
      const known = this.#lines.get(wait.key);
      const line = known ?? { waiters: new Set(), cost: 0, wake() {} };
      const waiter = this.#enter(line, wait, resolve, reject);
      if (!known) void this.#serve(wait.key, line);
      else if (wait.maxWaitMs < Infinity) void this.#refuse(waiter, line.cost, wait.maxWaitMs + rounding);
    });
  }

  close(): void {
    this.#closed = true;
    for (const { waiters } of this.#lines.values()) {
      for (const { reject } of waiters) reject(new RateLimiterClosedError());
    }
  }

  #enter(line: Line, wait: Wait, resolve: Waiter['resolve'], reject: Waiter['reject']): Waiter {
    const { signal, maxWaitMs } = wait;
    const leave = (): void => {
      stopListening();
      cancelTimer?.();
      const isFront = frontOf(line) === waiter;
      if (line.waiters.delete(waiter)) line.cost -= wait.cost;
      if (isFront) line.wake();
    };
    const waiter: Waiter = {
      ...wait,
      until: this.#clock.now() + maxWaitMs,
      resolve(decision) {
        leave();
        resolve(decision);
      },
      reject(error) {
        leave();
        reject(error);
      },
    };
    const stopListening = onAbort(signal ? [signal] : [], waiter.reject);
    // The one in front is refused as soon as it is known to be late, or served up to the last moment.
    const onTime = (): void => {
      if (frontOf(line) !== waiter) void this.#refuse(waiter, costUpTo(waiter, line), 0);
    };
    const cancelTimer = maxWaitMs < Infinity ? startTimer(this.#clock, maxWaitMs + rounding, onTime) : undefined;
    line.waiters.add(waiter);
    line.cost += wait.cost;
    return waiter;
  }

  async #serve(key: string, line: Line): Promise<void> {
    this.#lines.set(key, line);
    for (let front = frontOf(line); front; front = frontOf(line)) {
      const decision = await this.#desk.decide(front.plan, key, front.cost, false);
      if (!line.waiters.has(front)) {
        if (decision.allowed) await this.#desk.refund(front.plan, key, front.cost);
      } else if (decision.allowed) {
        front.resolve(decision);
      } else if (decision.retryAfterMs >= front.until - this.#clock.now() + rounding) {
        front.reject(new RateLimitedError(decision));
      } else {
        await this.#pause(line, decision.retryAfterMs);
      }
    }
    this.#lines.delete(key);
  }

  #pause(line: Line, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = startTimer(this.#clock, ms, resolve);
      line.wake = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Refuses one who has to wait for so long until there is enough for those before it and for itself. */
  async #refuse(waiter: Waiter, needed: number, leastMs: number): Promise<void> {
    const { plan, key } = waiter;
    const decision = await this.#desk.decide(plan, key, 0, true);
    const retryAfterMs = timeFor(plan, decision, needed);
    if (retryAfterMs >= leastMs) {
      waiter.reject(new RateLimitedError({ ...decision, allowed: false, retryAfterMs }));
    }
  }
}

/** The least time in which so many tokens come, which may be more than there can be at once. */
function timeFor(plan: readonly StorePolicy[], { policies }: Decision, tokens: number): number {
  const waits = policies.map(({ limit, windowMs, remaining, availableAfterMs }, index) => {
    const later = tokens - remaining - 1;
    if (later < 0 || plan[index]?.shadow) return 0;
    const windows = plan[index]?.algorithm === 'token-bucket' ? later / limit : Math.floor(later / limit);
    return availableAfterMs + Math.floor(windows * windowMs);
  });
  return Math.max(...waits);
}

/** What those before this one and itself ask for: a few, since they give up in the order in which they came. */
function costUpTo(waiter: Waiter, { waiters }: Line): number {
  let sum = 0;
  for (const each of waiters) {
    sum += each.cost;
    if (each === waiter) break;
  }
  return sum;
}

function frontOf({ waiters }: Line): Waiter | undefined {
  return waiters.values().next().value;
}
