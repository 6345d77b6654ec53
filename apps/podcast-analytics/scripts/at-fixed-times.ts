import { setTimeout as sleep } from 'node:timers/promises';

export interface FixedTimes {
  readonly perSecond: number;
  /** @default as many as there are until the signal ends it */
  readonly calls?: number;
  readonly signal?: AbortSignal;
  /** @param intended when it was to be made, by `performance.now` */
  readonly call: (n: number, intended: number) => Promise<void>;
}

/**
 * Calls at fixed times, whether or not the calls before were answered (Schroeder et al., "Open Versus Closed", 2006). Resolves
 * when all have ended.
 */
export async function atFixedTimes({ perSecond, calls = Infinity, signal, call }: FixedTimes): Promise<void> {
  const start = performance.now();
  const running = new Set<Promise<void>>();
  let n = 0;
  while (n < calls && !signal?.aborted) {
    const now = performance.now();
    for (; n < calls; n++) {
      const intended = start + (n / perSecond) * 1000;
      if (intended > now) break;
      const one: Promise<void> = call(n, intended).finally(() => running.delete(one));
      running.add(one);
    }
    await sleep(1);
  }
  await Promise.all(running);
}
