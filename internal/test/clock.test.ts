import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Clock, startTimer, systemClock } from '../clock.ts';
import { createFakeClock } from '../fake-clock.ts';
import { onAbort } from '../on-abort.ts';
import { sleep } from '../sleep.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('startTimer', () => {
  test('fires when the time has passed, not before', async () => {
    const clock = createFakeClock();
    const fn = vi.fn();
    startTimer(clock, 100, fn);
    await clock.advance(99.9);
    expect(fn).not.toHaveBeenCalled();
    await clock.advance(0.1);
    expect(fn).toHaveBeenCalledOnce();
  });

  test('waits in pieces for a time that does not fit into 32 bits', async () => {
    const clock = createFakeClock();
    const pieces = vi.spyOn(clock, 'setTimeout');
    const fn = vi.fn();
    startTimer(clock, 2 ** 32, fn);
    await clock.advance(2 ** 32 - 1);
    expect(fn).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(fn).toHaveBeenCalledOnce();
    expect(Math.max(...pieces.mock.calls.map(([, ms]) => ms))).toBe(2 ** 31 - 1);
  });

  test('waits out the fraction of a millisecond by which a timer fired early', () => {
    let now = 0.7;
    const waits: number[] = [];
    let fire = (): void => {};
    const clock: Clock = {
      now: () => now,
      setTimeout(fn, ms) {
        waits.push(ms);
        fire = fn;
        return 0;
      },
      clearTimeout: () => {},
    };
    const fn = vi.fn();
    startTimer(clock, 10, fn);
    now = 10.2;
    fire();
    expect(fn).not.toHaveBeenCalled();
    now = 11;
    fire();
    expect(fn).toHaveBeenCalledOnce();
    expect(waits).toEqual([10, 1]);
  });

  test('believes a timer that fires while the clock stands still: only the timers are faked then', () => {
    const fn = vi.fn();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    startTimer(systemClock, 60_000, fn);
    vi.advanceTimersByTime(60_000);
    expect(fn).toHaveBeenCalledOnce();
  });

  test('can be cancelled, in a later piece too', async () => {
    const clock = createFakeClock();
    const fn = vi.fn();
    const cancel = startTimer(clock, 2 ** 32, fn);
    await clock.advance(2 ** 31);
    cancel();
    expect(clock.pending).toBe(0);
    await clock.advance(2 ** 33);
    expect(fn).not.toHaveBeenCalled();
  });

  test('never fires early on the real clock', async () => {
    const started = performance.now();
    await new Promise<void>((resolve) => startTimer(systemClock, 1.5, resolve));
    expect(performance.now() - started).toBeGreaterThanOrEqual(1.5);
  });
});

describe('systemClock', () => {
  test('sees fake timers that are put in after it was read', () => {
    vi.useFakeTimers();
    const fn = vi.fn();
    const start = systemClock.now();
    const handle = systemClock.setTimeout(fn, 10);
    systemClock.setTimeout(fn, 20);
    systemClock.clearTimeout(handle);
    vi.advanceTimersByTime(30);
    expect(fn).toHaveBeenCalledOnce();
    expect(systemClock.now() - start).toBe(30);
  });
});

describe('sleep', () => {
  test('resolves when the time has passed and stops listening', async () => {
    const clock = createFakeClock();
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, 'removeEventListener');
    const promise = sleep(clock, 50, [signal]);
    await clock.advance(50);
    await expect(promise).resolves.toBeUndefined();
    expect(remove).toHaveBeenCalledOnce();
  });

  test('rejects with the reason at once, also when the signal was aborted before', async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    const promise = sleep(clock, 50, [controller.signal]);
    controller.abort('stop');
    await expect(promise).rejects.toBe('stop');
    expect(clock.pending).toBe(0);
    await expect(sleep(clock, 50, [controller.signal])).rejects.toBe('stop');
    expect(clock.pending).toBe(0);
  });
});

test('onAbort listens to all signals and can be ended', () => {
  const controllers = [new AbortController(), new AbortController(), new AbortController()];
  const listener = vi.fn();
  const stop = onAbort(
    controllers.map(({ signal }) => signal),
    listener,
  );
  controllers[1]?.abort('first');
  expect(listener).toHaveBeenCalledExactlyOnceWith('first');
  stop();
  controllers[2]?.abort('late');
  expect(listener).toHaveBeenCalledOnce();
});

describe('the fake clock', () => {
  test('fires timers in the order of their times, those included that timers set', async () => {
    const clock = createFakeClock();
    const fired: string[] = [];
    clock.setTimeout(() => fired.push(`late at ${clock.now()}`), 20);
    clock.setTimeout(() => clock.setTimeout(() => fired.push(`nested at ${clock.now()}`), 5), 10);
    await clock.advance(100);
    expect(fired).toEqual(['nested at 15', 'late at 20']);
    expect(clock.now()).toBe(100);
  });
});
