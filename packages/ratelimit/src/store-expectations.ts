// What the checks of the store contract are written with.

import type { StorePolicy } from './store.ts';
import type { Call } from './store-contract.ts';

export const hourMs = 3_600_000;
export const hour = hourMs * 1_000;

/** A policy of three in an hour, but for what is given. */
export function policyOf(given: Partial<StorePolicy> = {}): StorePolicy {
  const plain = {
    name: 'default',
    algorithm: 'token-bucket',
    limit: 3,
    windowMs: hourMs,
    precision: 32,
    shadow: false,
  } as const;
  return { ...plain, burst: given.limit ?? 3, blocks: [], ...given };
}

export function times(count: number, call: Call): Call[] {
  return Array.from({ length: count }, () => call);
}

export function overAndLeft(figures: readonly (readonly number[])[]): number[] {
  return figures.flatMap((each) => each.slice(0, 2));
}

export function waited(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function same(got: readonly unknown[] | undefined, expected: readonly unknown[], about = 'the figures'): void {
  const [shown, wanted] = [JSON.stringify(got), JSON.stringify(expected)];
  if (shown !== wanted) throw new Error(`${about}: expected ${wanted}, got ${shown}`);
}

/** A decision takes time, and the store's clock goes on meanwhile. */
export function near(micros: number, expected = 0, about = 'the time'): void {
  within(micros, expected - 10_000_000, expected + 1_000, about);
}

export function within(micros: number, least: number, most: number, about = 'the time'): void {
  if (micros < least || micros > most) throw new Error(`${about}: expected ${least} to ${most} µs, got ${micros}`);
}
