import { expect, test } from 'vitest';
import { isTimeoutError, TimeoutError } from '../src/index.ts';

test('TimeoutError of another copy of the package is known by its code', () => {
  expect(isTimeoutError(Object.assign(new Error('x'), { code: 'SCRY_TIMEOUT' }))).toBe(true);
  expect(isTimeoutError(new TimeoutError('attempt', 5))).toBe(true);
  expect(isTimeoutError(new Error('x'))).toBe(false);
  expect(isTimeoutError('SCRY_TIMEOUT')).toBe(false);
});
