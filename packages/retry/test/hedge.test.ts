import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { type HedgeOptions, hedge } from '../src/hedge.ts';
import { type Attempt, createRetryBudget } from '../src/index.ts';
import { counted, settled, transient } from './operations.ts';

/** An operation whose calls the test ends one by one. */
function manual() {
  const calls: { attempt: Attempt; signal: AbortSignal; resolve(value: string): void; reject(error: unknown): void }[] =
    [];
  const operation = vi.fn(
    (attempt: Attempt) =>
      new Promise<string>((resolve, reject) => calls.push({ attempt, signal: attempt.signal, resolve, reject })),
  );
  return { operation, calls };
}

describe('hedge', () => {
  test('makes one call when the answer comes in time', async () => {
    const clock = createFakeClock();
    const operation = vi.fn(async () => 'fast');
    await expect(hedge(operation, { delayMs: 50, clock })).resolves.toBe('fast');
    expect(operation).toHaveBeenCalledTimes(1);
    expect(clock.pending).toBe(0);
  });

  test('begins another call after the delay, and takes the first answer', async () => {
    const clock = createFakeClock();
    const { operation, calls } = manual();
    const promise = hedge(operation, { delayMs: 50, clock });
    await clock.advance(49);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
    calls[1]?.resolve('second');
    await expect(promise).resolves.toBe('second');
    expect(calls[0]?.signal.reason).toMatchObject({ name: 'AbortError' });
    expect(calls[1]?.signal.aborted).toBe(false);
    expect(clock.pending).toBe(0);
  });

  test('leaves no listener on the signal of the caller', async () => {
    const { signal, listeners } = counted();
    await hedge(() => 1, { delayMs: 50, signal });
    await settled(hedge(() => Promise.reject(new Error('x')), { delayMs: 50, signal }));
    expect(listeners()).toBe(0);
  });

  test('makes two calls in all by default, and max at most', async () => {
    const clock = createFakeClock();
    const two = manual();
    const four = manual();
    settled(hedge(two.operation, { delayMs: 10, clock }));
    settled(hedge(four.operation, { delayMs: 10, max: 4, clock }));
    await clock.advance(1_000);
    expect([two.calls.length, four.calls.length]).toEqual([2, 4]);
    expect(four.calls.map(({ attempt }) => [attempt.attempt, attempt.attempts])).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });

  test('sets no timer when one call is all there may be', async () => {
    const clock = createFakeClock();
    const { operation, calls } = manual();
    const promise = hedge(operation, { delayMs: 10, max: 1, clock });
    expect(clock.pending).toBe(0);
    calls[0]?.resolve('only');
    await expect(promise).resolves.toBe('only');
  });

  test('begins another call at once after a failure that may pass, and tells it of the failure', async () => {
    const clock = createFakeClock();
    const { operation, calls } = manual();
    const promise = hedge(operation, { delayMs: 50, clock });
    const error = transient();
    calls[0]?.reject(error);
    await clock.advance(0);
    expect(calls[1]?.attempt.previousError).toBe(error);
    calls[1]?.resolve('second');
    await expect(promise).resolves.toBe('second');
  });

  test('rejects at once when the only call fails for good', async () => {
    const clock = createFakeClock();
    const error = new Error('not found');
    const operation = vi.fn(() => Promise.reject(error));
    expect(await settled(hedge(operation, { delayMs: 50, clock }))).toEqual({ error });
    expect(operation).toHaveBeenCalledTimes(1);
    expect(clock.pending).toBe(0);
  });

  test('waits for the calls that still run when one fails', async () => {
    const clock = createFakeClock();
    const { operation, calls } = manual();
    const promise = hedge(operation, { delayMs: 50, clock });
    await clock.advance(50);
    calls[0]?.reject(new Error('not found'));
    await clock.advance(0);
    calls[1]?.resolve('second');
    await expect(promise).resolves.toBe('second');
  });

  test('rejects with the last failure when all calls have failed', async () => {
    const clock = createFakeClock();
    const { operation, calls } = manual();
    const outcome = settled(hedge(operation, { delayMs: 50, clock }));
    await clock.advance(50);
    const last = Object.assign(transient(), { message: 'last' });
    calls[1]?.reject(transient());
    await clock.advance(0);
    calls[0]?.reject(last);
    expect(await outcome).toEqual({ error: last });
  });

  test('begins nothing more, and lets late failures pass, once there is an answer', async () => {
    const clock = createFakeClock();
    const { operation, calls } = manual();
    const promise = hedge(operation, { delayMs: 50, max: 5, clock });
    await clock.advance(50);
    calls[0]?.resolve('first');
    await promise;
    calls[1]?.reject(transient());
    await clock.advance(1_000);
    expect(calls).toHaveLength(2);
  });

  test('turns a synchronous throw into a failure', async () => {
    const error = new Error('sync');
    const operation = () => {
      throw error;
    };
    expect(await settled(hedge(operation, { delayMs: 5 }))).toEqual({ error });
  });

  test('rejects with the reason when the caller aborts, before and during, and ends all calls', async () => {
    const clock = createFakeClock();
    const { operation, calls } = manual();
    const aborted = hedge(operation, { delayMs: 5, signal: AbortSignal.abort('no') });
    expect(await settled(aborted)).toEqual({ error: 'no' });
    expect(operation).not.toHaveBeenCalled();
    const controller = new AbortController();
    const outcome = settled(hedge(operation, { delayMs: 50, signal: controller.signal, clock }));
    await clock.advance(50);
    controller.abort('stop');
    expect(await outcome).toEqual({ error: 'stop' });
    expect(calls.map(({ signal }) => signal.reason)).toEqual(['stop', 'stop']);
    expect(clock.pending).toBe(0);
    await clock.advance(1_000);
    expect(calls).toHaveLength(2);
  });

  test('draws calls after the first from the budget, and pays back a success', async () => {
    const clock = createFakeClock();
    const budget = createRetryBudget({ reserve: 1, ratio: 0.5 });
    const { operation, calls } = manual();
    const promise = hedge(operation, { delayMs: 10, max: 3, budget, clock });
    await clock.advance(100);
    expect(calls).toHaveLength(2);
    expect(budget.tokens).toBe(0);
    calls[0]?.resolve('first');
    await promise;
    expect(budget.tokens).toBe(0.5);
  });

  test('reads the clock of the platform by default', async () => {
    vi.useFakeTimers();
    const { operation, calls } = manual();
    settled(hedge(operation, { delayMs: 50 }));
    await vi.advanceTimersByTimeAsync(50);
    expect(calls).toHaveLength(2);
    vi.useRealTimers();
  });

  test.each<[object, string]>([
    [{}, 'delayMs must be a finite number >= 0, got undefined'],
    [{ delayMs: -1 }, 'delayMs must be a finite number >= 0, got -1'],
    [{ delayMs: 1, max: 0 }, 'max must be an integer >= 1, got 0'],
    [{ delayMs: 1, max: 1.5 }, 'max must be an integer >= 1, got 1.5'],
    [{ delayMs: 1, budget: {} }, 'budget must be a RetryBudget, got an object'],
  ])('refuses the options %o', async (options, message) => {
    await expect(hedge(() => 1, options as HedgeOptions)).rejects.toThrow(`hedge: ${message}`);
  });
});
