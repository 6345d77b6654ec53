import { expect, vi } from 'vitest';
import type { Operation, RetryOptions } from '../src/index.ts';

/** No waits, so that a test needs no clock. */
export const atOnce: RetryOptions = { minDelayMs: 0 };

/** An error that the default of `retryIf` retries. */
export const transient = (): Error => Object.assign(new Error('reset'), { code: 'ECONNRESET' });

/** Fails `times` times with a transient error, then succeeds with 'done'. */
export function failing(times: number) {
  const errors: Error[] = [];
  const operation = vi.fn(async () => {
    if (errors.length === times) return 'done';
    errors.push(transient());
    throw errors.at(-1);
  });
  return { operation, errors };
}

/** Never settles, and lets the test see its signals. */
export function hanging() {
  const signals: AbortSignal[] = [];
  const operation = vi.fn<Operation<never>>(({ signal }) => {
    signals.push(signal);
    return new Promise<never>(() => {});
  });
  return { operation, signals };
}

/** What a promise rejects with; a promise that resolves fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.fail(`resolved with ${String(value)}`),
    (error) => error,
  );
}

/** How a promise ends, as a value. */
export function settled(promise: Promise<unknown>): Promise<{ value: unknown } | { error: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

/** Counts the listeners on a signal. */
export function counted() {
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners--;
    remove(...args);
  };
  return { controller, signal, listeners: () => listeners };
}
