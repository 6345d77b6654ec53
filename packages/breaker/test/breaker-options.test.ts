import { expect, test, vi } from 'vitest';
import { createThrottle } from '../src/adaptive.ts';
import { type BreakerOptions, createBreaker, createBreakerRegistry } from '../src/index.ts';
import { redisBreakerStore } from '../src/redis.ts';

test.each<[object, string]>([
  [{ failureThreshold: 0 }, 'failureThreshold must be an integer >= 1, got 0'],
  [{ failureThreshold: 1.5 }, 'failureThreshold must be an integer >= 1, got 1.5'],
  [{ failureRate: 0 }, 'failureRate must be a number in (0, 1], got 0'],
  [{ failureRate: 1.1 }, 'failureRate must be a number in (0, 1], got 1.1'],
  [{ minimumCalls: 0 }, 'minimumCalls must be an integer >= 1, got 0'],
  [{ minimumCalls: 21, window: { calls: 20 } }, 'minimumCalls must be at most window.calls (20), got 21'],
  [{ slowCallMs: -1 }, 'slowCallMs must be a finite number >= 0, got -1'],
  [{ slowCallRate: Number.NaN }, 'slowCallRate must be a number in (0, 1], got NaN'],
  [{ openMs: 0 }, 'openMs must be a finite number > 0 or a function, got 0'],
  [{ openMs: Infinity }, 'openMs must be a finite number > 0 or a function, got Infinity'],
  [{ successThreshold: 0 }, 'successThreshold must be an integer >= 1, got 0'],
  [{ halfOpenCalls: 0 }, 'halfOpenCalls must be an integer >= 1, got 0'],
  [{ probeTimeoutMs: 0 }, 'probeTimeoutMs must be a finite number > 0, got 0'],
  [{ timeoutMs: -1 }, 'timeoutMs must be a number >= 0, got -1'],
])('%o is a wrong value', (options, message) => {
  expect(() => createBreaker(options)).toThrow(new RangeError(`createBreaker: ${message}`));
});

test.each<[object, string]>([
  [{ threshold: 5 }, 'createBreaker: unknown option threshold, expected one of name, failureThreshold, '],
  [{ window: {} }, 'createBreaker: window must be { calls } or { windowMs }, got an object'],
  [{ window: { calls: 1, windowMs: 1 } }, 'createBreaker: window must be { calls } or { windowMs }, got an object'],
  [{ window: { calls: 1, size: 1 } }, 'createBreaker: window: unknown option size, expected one of calls'],
  [{ window: 100 }, 'createBreaker: window must be { calls } or { windowMs }, got 100'],
  [{ store: {} }, 'createBreaker: store must be a BreakerStore, got an object'],
  [{ openMs: '5s' }, 'createBreaker: openMs must be a finite number > 0 or a function, got "5s"'],
  [{ initial: { state: 'ajar' } }, 'createBreaker: initial: state must be a BreakerState, got "ajar"'],
  [{ initial: {} }, 'createBreaker: initial: state must be a BreakerState, got undefined'],
  [{ initial: { state: 'open', remainingMs: -1 } }, 'createBreaker: initial: remainingMs must be a finite number >= 0'],
  [{ initial: { state: 'open', remainingMs: Infinity } }, 'remainingMs must be a finite number >= 0, got Infinity'],
  [{ initial: { state: 'closed', window: { calls: -1 } } }, 'createBreaker: initial: window: calls must be a finite'],
])('%o is wrong', (options, message) => {
  expect(() => createBreaker(options)).toThrow(message);
});

test.each([
  [{ calls: 0 }, 'createBreaker: window: calls must be an integer >= 1, got 0'],
  [{ windowMs: 0 }, 'createBreaker: window: windowMs must be a finite number > 0, got 0'],
  [{ windowMs: 1, buckets: 0 }, 'createBreaker: window: buckets must be an integer >= 1, got 0'],
])('a window of %o is a wrong value', (window, message) => {
  expect(() => createBreaker({ window })).toThrow(new RangeError(message));
});

test('a preset is taken by its name, and no other name is', () => {
  expect(createBreaker('kafka').state).toBe('closed');
  expect(() => createBreaker('mysql' as 'kafka')).toThrow(
    'createBreaker: preset must be kafka, database, externalApi, redis, got "mysql"',
  );
});

test('options are copied when the breaker is made', () => {
  const options: { -readonly [K in keyof BreakerOptions]: BreakerOptions[K] } = { failureThreshold: 1 };
  const breaker = createBreaker(options);
  options.failureThreshold = 100;
  breaker.tryAcquire()?.failure();
  expect(breaker.state).toBe('open');
});

test('a wrong call option rejects, and nothing is begun', async () => {
  const operation = vi.fn();
  const call = createBreaker().run(operation, { timeout: 5 } as object);
  await expect(call).rejects.toThrow('run: unknown option timeout, expected one of signal');
  expect(operation).not.toHaveBeenCalled();
});

test('the other factories say what is wrong too', () => {
  expect(() => createBreakerRegistry(() => ({}), { maxBreakers: 0 })).toThrow(
    new RangeError('createBreakerRegistry: maxBreakers must be an integer >= 1, got 0'),
  );
  expect(() => createThrottle({ k: 0.5 })).toThrow(
    new RangeError('createThrottle: k must be a finite number >= 1, got 0.5'),
  );
  expect(() => redisBreakerStore({} as never)).toThrow(
    new TypeError('redisBreakerStore: client must be a client of ioredis, iovalkey or node-redis, got an object'),
  );
  expect(() => redisBreakerStore({ call: async () => null }, { prefix: 5 } as never)).toThrow(
    new TypeError('redisBreakerStore: prefix must be a string, got 5'),
  );
});
