import { expect, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { unreferenced } from '../unreferenced.ts';

test('timers of Node do not keep the process alive', () => {
  const clock = unreferenced(systemClock);
  const handle = clock.setTimeout(() => {}, 1_000) as NodeJS.Timeout; // what Node's clock returns
  expect(handle.hasRef()).toBe(false);
  clock.clearTimeout(handle);
});

test('a clock whose handles are numbers, as in a browser, is asked as it is', () => {
  const own = { now: () => 7, setTimeout: vi.fn(() => 3), clearTimeout: vi.fn() };
  const clock = unreferenced(own);
  const fn = () => {};
  expect(clock.setTimeout(fn, 5)).toBe(3);
  expect(own.setTimeout).toHaveBeenCalledWith(fn, 5);
  clock.clearTimeout(3);
  expect(own.clearTimeout).toHaveBeenCalledWith(3);
  expect(clock.now()).toBe(7);
});
