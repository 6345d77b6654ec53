import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is yes. Resolves with whether it was, in time; who rejects says no. */
export async function until(isSo: () => Promise<boolean>, patienceMs: number, restMs = 100): Promise<boolean> {
  const end = performance.now() + patienceMs;
  for (;;) {
    if (await isSo().catch(() => false)) return true;
    if (performance.now() >= end) return false;
    await sleep(restMs);
  }
}
