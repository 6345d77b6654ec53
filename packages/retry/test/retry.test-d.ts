import { expectTypeOf, test } from 'vitest';
import { retryFetch } from '../src/fetch.ts';
import { hedge } from '../src/hedge.ts';
import {
  createRetry,
  isTimeoutError,
  presets,
  type RetryEvent,
  type RetryOptions,
  retry,
  withTimeout,
} from '../src/index.ts';

test('the result of the operation flows through', () => {
  expectTypeOf(retry(() => 1)).toEqualTypeOf<Promise<number>>();
  expectTypeOf(retry(async () => 'x')).toEqualTypeOf<Promise<string>>();
  expectTypeOf(createRetry().run(() => 1)).toEqualTypeOf<Promise<number>>();
  expectTypeOf(createRetry().run(async ({ attempt }) => ({ attempt }))).toEqualTypeOf<Promise<{ attempt: number }>>();
  expectTypeOf(withTimeout(async () => 1, 5)).toEqualTypeOf<Promise<number>>();
  expectTypeOf(hedge(async () => 1, { delayMs: 5 })).toEqualTypeOf<Promise<number>>();
});

test('a wrapped function keeps its parameters', () => {
  const find = createRetry().wrap(async (id: number, lang?: string) => `${id}${lang}`);
  expectTypeOf(find).toEqualTypeOf<(id: number, lang?: string) => Promise<string>>();
  // @ts-expect-error: an id is a number
  find('7');
});

test('a retrying fetch has the type of fetch', () => {
  expectTypeOf(retryFetch(fetch)).toEqualTypeOf<typeof fetch>();
});

test('options take what exists and nothing else', () => {
  retry(() => 1, { ...presets.database, attempts: 2 });
  retry(() => 1, 'kafka');
  // @ts-expect-error: no such preset
  retry(() => 1, 'mysql');
  // @ts-expect-error: no such option
  retry(() => 1, { retries: 3 });
  // @ts-expect-error: no such jitter
  retry(() => 1, { jitter: 'some' });
  // @ts-expect-error: hedging needs to know when
  hedge(() => 1, {});
  // @ts-expect-error: options are read-only
  (({}) as RetryOptions).attempts = 3;
});

test('events are told apart by their type', () => {
  const read = (event: RetryEvent) => {
    if (event.type === 'retry') return event.delayMs;
    if (event.type === 'success') return event.attempts;
    return event.reason;
  };
  expectTypeOf(read).returns.toEqualTypeOf<
    number | 'attempts' | 'deadline' | 'budget' | 'not-retryable' | 'retry-after' | 'aborted'
  >();
});

test('a guard tells the scope of a timeout', () => {
  const error: unknown = null;
  if (isTimeoutError(error)) expectTypeOf(error.scope).toEqualTypeOf<'attempt' | 'deadline'>();
});
