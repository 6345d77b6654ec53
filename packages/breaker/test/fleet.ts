import { createFakeClock } from '@scry/internal/fake-clock';
import { vi } from 'vitest';
import { type BreakerOptions, type BreakerSnapshot, type BreakerStore, createBreaker } from '../src/index.ts';
import { flushed, settled } from './operations.ts';

/** A store in memory, which several breakers share; `hang` and `fail` are what a network does. */
function createMemoryStore(now: () => number) {
  const health: { state: 'well' | 'hang' | 'fail' } = { state: 'well' };
  let published: { readonly snapshot: BreakerSnapshot; readonly untilMs: number } | undefined;
  let isLeased = false;
  const answer = async <T>(value: () => T): Promise<T> => {
    if (health.state === 'fail') throw new Error('no connection');
    if (health.state === 'hang') await new Promise(() => {});
    return value();
  };
  const store = {
    load: vi.fn<BreakerStore['load']>(() =>
      answer(() => {
        const remainingMs = (published?.untilMs ?? 0) - now();
        return published && remainingMs > 0 ? { ...published.snapshot, remainingMs, savedAt: Date.now() } : undefined;
      }),
    ),
    publish: vi.fn<BreakerStore['publish']>((_name, snapshot, ttlMs) =>
      answer(() => {
        published = { snapshot, untilMs: now() + ttlMs };
        isLeased = false;
      }),
    ),
    leaseProbe: vi.fn<BreakerStore['leaseProbe']>(() =>
      answer(() => {
        const isFree = !isLeased;
        isLeased = true;
        return isFree;
      }),
    ),
  };
  return { store, health };
}

/** Breakers in several processes with one clock. */
export function createFleet(size: number, options: BreakerOptions = {}) {
  const clock = createFakeClock();
  const memory = createMemoryStore(clock.now);
  const onEvent = vi.fn();
  const shared = { name: 'api', failureThreshold: 1, successThreshold: 1, openMs: 10_000, random: () => 0.5 };
  const make = () => createBreaker({ ...shared, store: memory.store, clock, onEvent, ...options });
  const types = () => onEvent.mock.calls.map(([{ type }]) => type);
  return { ...memory, clock, types, onEvent, breakers: Array.from({ length: size }, make) };
}

/** A call, and the time that the answer to whatever it asked takes. */
export async function call(breaker: ReturnType<typeof createBreaker> | undefined, operation: () => unknown = () => 1) {
  const outcome = await settled(breaker?.run(operation) ?? Promise.reject());
  await flushed();
  return 'value' in outcome;
}

/** Two breakers of which one has opened, and the other has heard of it. */
export async function createOpenFleet() {
  const fleet = createFleet(2);
  const [one, other] = fleet.breakers;
  await call(one, () => Promise.reject(new Error('down')));
  await call(other);
  await call(other);
  return { ...fleet, one, other };
}
