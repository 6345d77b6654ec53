import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { isTimeoutError, withTimeout } from '../src/index.ts';
import { counted, settled } from './operations.ts';

describe('withTimeout', () => {
  test('resolves with what the operation resolves with, and leaves nothing behind', async () => {
    const clock = createFakeClock();
    const { signal, listeners } = counted();
    await expect(withTimeout(async () => 5, 100, { clock, signal })).resolves.toBe(5);
    expect(clock.pending).toBe(0);
    expect(listeners()).toBe(0);
  });

  test('rejects when the time is up, and aborts the signal', async () => {
    const clock = createFakeClock();
    let signal: AbortSignal | undefined;
    const outcome = settled(
      withTimeout(
        (given) => {
          signal = given;
          return new Promise(() => {});
        },
        100,
        { clock },
      ),
    );
    await clock.advance(100);
    const { error } = (await outcome) as { error: unknown };
    expect(isTimeoutError(error)).toBe(true);
    expect(error).toMatchObject({ scope: 'attempt', timeoutMs: 100 });
    expect(signal?.reason).toBe(error);
  });

  test('rejects with the reason when the caller aborts, before and during', async () => {
    const operation = vi.fn(() => new Promise(() => {}));
    expect(await settled(withTimeout(operation, 100, { signal: AbortSignal.abort('no') }))).toEqual({ error: 'no' });
    expect(operation).not.toHaveBeenCalled();
    const controller = new AbortController();
    const clock = createFakeClock();
    const outcome = settled(withTimeout(operation, 100, { clock, signal: controller.signal }));
    controller.abort('stop');
    expect(await outcome).toEqual({ error: 'stop' });
    expect(clock.pending).toBe(0);
  });

  test('rejects with what the operation throws, synchronously too', async () => {
    const error = new Error('sync');
    const operation = () => {
      throw error;
    };
    expect(await settled(withTimeout(operation, 100))).toEqual({ error });
  });

  test('sets no timer for Infinity', async () => {
    const clock = createFakeClock();
    const outcome = settled(withTimeout(async () => clock.pending, Infinity, { clock }));
    expect(await outcome).toEqual({ value: 0 });
  });

  test.each([[-1], [Number.NaN]])('refuses a time of %d', async (timeoutMs) => {
    const message = `withTimeout: timeoutMs must be a number >= 0, got ${timeoutMs}`;
    await expect(withTimeout(() => 1, timeoutMs)).rejects.toThrow(new RangeError(message));
  });

  test('refuses an option that does not exist', async () => {
    await expect(withTimeout(() => 1, 5, { timeout: 5 } as object)).rejects.toThrow(
      'withTimeout: unknown option timeout',
    );
  });
});
