import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import { type RetryEvent, retry } from '../src/index.ts';
import { atOnce } from './operations.ts';

describe('retryResult', () => {
  test('repeats the operation while it refuses the value', async () => {
    const values = [503, 503, 200];
    const result = retry(() => values.shift(), { ...atOnce, retryResult: (value) => value === 503 });
    await expect(result).resolves.toBe(200);
  });

  test('resolves with the last value when it is never satisfied', async () => {
    const events: RetryEvent[] = [];
    const result = retry(() => 503, { ...atOnce, retryResult: () => true, onEvent: (event) => events.push(event) });
    await expect(result).resolves.toBe(503);
    expect(events.at(-1)).toMatchObject({ type: 'give-up', reason: 'attempts', attempts: 3, value: 503, errors: [] });
  });

  test('resolves with the refused value when there is no time for another attempt', async () => {
    const clock = createFakeClock();
    const result = retry(() => 503, {
      clock,
      deadlineMs: 50,
      minDelayMs: 100,
      jitter: 'none',
      retryResult: () => true,
    });
    await expect(result).resolves.toBe(503);
  });

  test('resolves with the refused value when the time ran out while it came', async () => {
    const clock = createFakeClock();
    const operation = () => {
      clock.advance(60);
      return new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(() => resolve(503)))));
    };
    const frozen = { ...clock, setTimeout: () => 0 };
    await expect(retry(operation, { clock: frozen, deadlineMs: 50, retryResult: () => true })).resolves.toBe(503);
  });

  test.each([1, 3])('ends the call with what it throws, after the last attempt too (of %d)', async (attempts) => {
    const broken = new Error('retryResult is broken');
    const result = retry(() => 1, {
      attempts,
      retryResult: () => {
        throw broken;
      },
    });
    await expect(result).rejects.toBe(broken);
  });

  test('waits as long as the headers of the result ask for', async () => {
    const clock = createFakeClock();
    const values = [{ status: 503, headers: new Headers({ 'retry-after': '7' }) }, { status: 200 }];
    const result = retry(() => values.shift(), {
      clock,
      jitter: 'none',
      retryResult: (value) => (value as { status: number }).status === 503,
    });
    await clock.advance(6_999);
    expect(values).toHaveLength(1);
    await clock.advance(1);
    await expect(result).resolves.toEqual({ status: 200 });
  });
});
