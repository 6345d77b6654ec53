import { onAbort } from '@scry/internal/on-abort';
import type { Decision } from './decision.ts';
import { createLedger } from './ledger.ts';
import { createPlans } from './plans.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { ConsumeOptions } from './rate-limiter-options.ts';
import { checkBlock, readCall } from './read-call.ts';
import type { LimiterOptions } from './read-options.ts';
import type { RateLimitStore } from './store.ts';
import { StoreDesk } from './store-desk.ts';
import { type Wait, WaitingLines } from './waiting-line.ts';

/** A limiter whose keys are in a store that processes share: it answers with promises. */
export function createStoreLimiter(options: LimiterOptions, store: RateLimitStore): RateLimiter<true> {
  const desk = new StoreDesk(store, options);
  const lines = new WaitingLines(options.clock, desk);
  const planOf = createPlans(options.policies);
  const { counts, record, recordWait } = createLedger(options);

  async function consume(key: string, call: number | ConsumeOptions = 1): Promise<Decision> {
    const wait = readCall('consume', key, call, planOf);
    return record(key, wait.cost, await untilAborted(desk, wait));
  }

  async function close(): Promise<void> {
    lines.close();
  }

  return {
    consume,
    tryConsume: async (key, cost = 1) => (await consume(key, cost)).allowed,
    async peek(key, call = 1) {
      const { plan, cost } = readCall('peek', key, call, planOf);
      return desk.decide(plan, key, cost, true);
    },
    async refund(key, call = 1) {
      const { plan, cost } = readCall('refund', key, call, planOf);
      await desk.refund(plan, key, cost);
    },
    async block(key, forMs) {
      checkBlock(key, forMs);
      await desk.block(key, forMs);
    },
    reset: (key) => desk.reset(key),
    async wait(key, call = {}) {
      const wait = readCall('wait', key, call, planOf);
      return recordWait(key, wait.cost, lines.join(wait));
    },
    stats: () => ({ ...counts, ...desk.counts() }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The decision, unless the caller's signal aborts before it is there: then what was taken is given back. */
function untilAborted(desk: StoreDesk, { plan, key, cost, signal }: Wait): Promise<Decision> {
  if (!signal) return desk.decide(plan, key, cost, false);
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    let isGone = false;
    const stopListening = onAbort([signal], (reason) => {
      isGone = true;
      stopListening();
      reject(reason);
    });
    void desk.decide(plan, key, cost, false).then((decision) => {
      stopListening();
      if (isGone && decision.allowed) void desk.refund(plan, key, cost);
      resolve(decision);
    });
  });
}
