import { Redis } from 'ioredis';
import { Redis as Valkey } from 'iovalkey';
import { createClient } from 'redis';
import { expectTypeOf, test } from 'vitest';
import { createThrottle } from '../src/adaptive.ts';
import {
  type BreakerEvent,
  type BreakerOptions,
  type BreakerState,
  createBreaker,
  createBreakerRegistry,
  isBreakerOpenError,
  presets,
} from '../src/index.ts';
import { redisBreakerStore } from '../src/redis.ts';

test('the result of the operation flows through', () => {
  const breaker = createBreaker();
  expectTypeOf(breaker.run(() => 1)).toEqualTypeOf<Promise<number>>();
  expectTypeOf(breaker.run(async ({ signal }) => signal)).toEqualTypeOf<Promise<AbortSignal>>();
  expectTypeOf(createThrottle().run(async () => 'x')).toEqualTypeOf<Promise<string>>();
});

test('a wrapped function keeps its parameters', () => {
  const find = createBreaker().wrap(async (id: number, lang?: string) => `${id}${lang}`);
  expectTypeOf(find).toEqualTypeOf<(id: number, lang?: string) => Promise<string>>();
  // @ts-expect-error: an id is a number
  find('7');
});

test('options take what exists and nothing else', () => {
  createBreaker({ ...presets.database, window: { windowMs: 1_000 } });
  createBreaker('kafka');
  // @ts-expect-error: no such preset
  createBreaker('mysql');
  // @ts-expect-error: no such option
  createBreaker({ threshold: 3 });
  // @ts-expect-error: a verdict is one of three words
  createBreaker({ classify: () => 'maybe' });
  // @ts-expect-error: options are read-only
  (({}) as BreakerOptions).failureThreshold = 3;
  createBreakerRegistry((key) => ({ name: key }));
});

test('events are told apart by their type', () => {
  const read = (event: BreakerEvent) => {
    if (event.type === 'open') return event.openMs;
    if (event.type === 'rejected') return event.state;
    return undefined;
  };
  expectTypeOf(read).returns.toEqualTypeOf<number | BreakerState | undefined>();
});

test('a guard tells the fields of its error', () => {
  const error: unknown = null;
  if (isBreakerOpenError(error)) expectTypeOf(error.retryAfterMs).toBeNumber();
});

test('a permit may be missing, and can be used', () => {
  const { tryAcquire } = createBreaker();
  // @ts-expect-error: there may be none
  tryAcquire().success();
  expectTypeOf(tryAcquire()).toExtend<Disposable | undefined>();
  expectTypeOf(createBreaker().isolate()).toExtend<Disposable>();
});

test('a store takes the client that is there already', () => {
  redisBreakerStore(new Redis());
  redisBreakerStore(new Valkey());
  redisBreakerStore(createClient());
  // @ts-expect-error: no client
  redisBreakerStore({});
});
