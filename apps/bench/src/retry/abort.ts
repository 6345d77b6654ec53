import { getEventListeners } from 'node:events';
import { setImmediate as macrotask, setTimeout as sleep } from 'node:timers/promises';
import type { Value } from '../row.ts';
import type { RetryLibrary } from './libraries.ts';

const failure = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
const patienceMs = 400;

/** The macrotasks from an abort in a delay of 200 ms to the end of the call. */
export async function macrotasksInDelay(library: RetryLibrary): Promise<Value> {
  return library.takesSignal ? macrotasksToSettle(library, () => Promise.reject(failure)) : null;
}

/** The same for an abort while the operation, which does not look at its signal, is running. */
export async function macrotasksInFlight(library: RetryLibrary): Promise<Value> {
  return library.takesSignal ? macrotasksToSettle(library, () => new Promise(() => {})) : null;
}

async function macrotasksToSettle(library: RetryLibrary, operation: () => Promise<never>): Promise<Value> {
  const controller = new AbortController();
  const run = library.policy({ attempts: 2, delayMs: 200, signal: controller.signal });
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  run(operation).then(settle, settle);
  await sleep(20);
  controller.abort();
  const end = performance.now() + patienceMs;
  let macrotasks = 0;
  while (!settled && performance.now() < end) {
    await macrotask();
    macrotasks++;
  }
  return settled ? macrotasks : null;
}

/** What is left on one long-lived signal after many calls. */
export async function listenersLeft(library: RetryLibrary): Promise<Value> {
  if (!library.takesSignal) return null;
  const { signal } = new AbortController();
  const run = library.policy({ attempts: 3, delayMs: 0, signal });
  for (let call = 0; call < 100_000; call++) await run(async () => call);
  return getEventListeners(signal, 'abort').length;
}
