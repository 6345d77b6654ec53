import { createFakeClock } from '@scry/internal/fake-clock';
import { vi } from 'vitest';
import { createRateLimiter, type RateLimitEvent, type RateLimitStore, type StoreOptions } from '../src/index.ts';
import { memoryStore } from '../src/testing.ts';

/** A limiter over a store that can be told to fail or to say nothing. */
export function limiterOver(options: Partial<StoreOptions> & object = {}) {
  const clock = createFakeClock();
  const events: RateLimitEvent[] = [];
  const inner = memoryStore(clock);
  const state: { way: 'well' | 'failing' | 'silent' | 'throwing' } = { way: 'well' };
  const through = <T>(ask: () => PromiseLike<T>): PromiseLike<T> => {
    if (state.way === 'throwing') throw new Error('not connected');
    if (state.way === 'failing') return Promise.reject(new Error('refused'));
    return state.way === 'silent' ? new Promise(() => {}) : ask();
  };
  const decide = vi.fn<RateLimitStore['decide']>((batch) => through(() => inner.decide(batch)));
  const store: RateLimitStore = {
    decide,
    block: (...args) => through(() => inner.block(...args)),
    reset: (...args) => through(() => inner.reset(...args)),
  };
  const onEvent = (event: RateLimitEvent) => events.push(event);
  const limiter = createRateLimiter({ limit: 10, windowMs: 10_000, store, clock, onEvent, ...options });
  const told = () => events.map(({ type }) => type).filter((type) => type === 'degraded' || type === 'recovered');
  return { limiter, clock, decide, state, told, events };
}
