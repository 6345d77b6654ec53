import { createFakeClock } from '@scry/internal/fake-clock';
import { type BreakerEvent, type BreakerOptions, createBreaker } from '../src/index.ts';

export const down = new Error('down');

/** Fails like a backend that is gone. */
export const fail = async (): Promise<never> => {
  throw down;
};

/** A breaker on a clock that stands still, with no spread in its times, and all it told. */
export function createSubject(options: BreakerOptions = {}) {
  const clock = createFakeClock();
  const events: BreakerEvent[] = [];
  const onEvent = (event: BreakerEvent): void => {
    events.push(event);
  };
  const breaker = createBreaker({ openMs: 1_000, random: () => 0.5, clock, onEvent, ...options });
  const types = (): string[] => events.map(({ type }) => type);
  return { breaker, clock, events, types };
}

/** Fails so often, one after the other. */
export async function failTimes(
  breaker: { run: (operation: () => Promise<never>) => Promise<unknown> },
  times: number,
) {
  for (let time = 0; time < times; time++) await breaker.run(fail).catch(() => {});
}

/** How a promise ends, as a value. */
export function settled(promise: Promise<unknown>): Promise<{ value: unknown } | { error: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

/** An operation that ends when the test says so. */
export function deferred<T = string>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((...both) => {
    [resolve, reject] = both;
  });
  return { operation: () => promise, resolve, reject };
}

/** Lets all promise callbacks run that are due. */
export const flushed = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
