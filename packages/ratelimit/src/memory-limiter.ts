import type { Decision } from './decision.ts';
import { createLedger } from './ledger.ts';
import { Memory } from './memory.ts';
import { createPlans } from './plans.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { ConsumeOptions } from './rate-limiter-options.ts';
import { checkBlock, checkCall, readCall } from './read-call.ts';
import type { LimiterOptions } from './read-options.ts';
import { WaitingLines } from './waiting-line.ts';

/** A limiter whose keys are in this process: it answers at once. */
export function createMemoryLimiter(options: LimiterOptions): RateLimiter {
  const { policies: main, clock, onEvent } = options;
  const memory = new Memory(options);
  const lines = new WaitingLines(clock, memory);
  const planOf = createPlans(main);
  const { counts, record, recordWait } = createLedger(options);

  function consume(key: string, call: number | ConsumeOptions = 1): Decision {
    if (typeof call === 'number') {
      checkCall('consume', key, call);
      return record(key, call, memory.decide(main, key, call));
    }
    const { plan, cost, signal } = readCall('consume', key, call, planOf);
    signal?.throwIfAborted();
    return record(key, cost, memory.decide(plan, key, cost));
  }

  async function close(): Promise<void> {
    lines.close();
  }

  return {
    consume,
    tryConsume(key, cost = 1) {
      if (onEvent) return consume(key, cost).allowed;
      checkCall('tryConsume', key, cost);
      const allowed = memory.admit(main, key, cost);
      if (allowed) counts.allowed++;
      else counts.denied++;
      return allowed;
    },
    peek(key, call = 1) {
      const { plan, cost } = readCall('peek', key, call, planOf);
      return memory.decide(plan, key, cost, true);
    },
    refund(key, call = 1) {
      const { plan, cost } = readCall('refund', key, call, planOf);
      memory.refund(plan, key, cost);
    },
    block(key, forMs) {
      checkBlock(key, forMs);
      memory.block(key, forMs);
    },
    reset: (key) => memory.reset(key),
    async wait(key, call = {}) {
      const wait = readCall('wait', key, call, planOf);
      return recordWait(key, wait.cost, lines.join(wait));
    },
    stats: () => ({ ...counts, ...memory.counts() }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
