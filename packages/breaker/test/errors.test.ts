import { expect, test } from 'vitest';
import { isThrottledError, ThrottledError } from '../src/adaptive.ts';
import { BreakerOpenError, isBreakerOpenError, isTimeoutError, TimeoutError } from '../src/index.ts';

test.each([
  ['BreakerOpenError', isBreakerOpenError, () => new BreakerOpenError('api', 'open', 5), 'SCRY_BREAKER_OPEN'],
  ['TimeoutError', isTimeoutError, () => new TimeoutError('api', 5), 'SCRY_TIMEOUT'],
  ['ThrottledError', isThrottledError, () => new ThrottledError('api', 0.5), 'SCRY_THROTTLED'],
])('a %s is known, of another copy of the package too', (name, guard, create, code) => {
  const error = create();
  expect(guard(error)).toBe(true);
  expect(error.name).toBe(name);
  expect(error.code).toBe(code);
  expect(guard(Object.assign(new Error('x'), { code }))).toBe(true);
  expect(guard(new Error('x'))).toBe(false);
  expect(guard(code)).toBe(false);
});

test('messages are sentences with the numbers in them', () => {
  expect(new BreakerOpenError('api', 'open', 4.2).message).toBe('Breaker "api" is open for another 5 ms.');
  expect(new BreakerOpenError('api', 'half-open', 0).message).toBe('Breaker "api" is half-open.');
  expect(new TimeoutError('api', 5).message).toBe('A call of breaker "api" took longer than 5 ms.');
  expect(new ThrottledError('api', 0.251).message).toBe(
    'Throttle "api" rejects 25 % of the calls, because too many of them fail.',
  );
});

test('an error that is made by hand has a stack, and shows its message in it', () => {
  expect(new BreakerOpenError('api', 'open', 5).stack).toMatch(/Breaker "api" is open[\s\S]*errors\.test/);
});
