import { describe, expect, test, vi } from 'vitest';
import { createRetry, type RetryEvent, retry } from '../src/index.ts';
import { atOnce, failing, rejection } from './operations.ts';

describe('events', () => {
  test('tell of a retry and of the success after it', async () => {
    const events: RetryEvent[] = [];
    const { operation, errors } = failing(1);
    await createRetry({ ...atOnce, name: 'orders', onEvent: (event) => events.push(event) }).run(operation);
    expect(events).toEqual([
      { type: 'retry', name: 'orders', attempt: 1, delayMs: 0, error: errors[0] },
      { type: 'success', name: 'orders', attempts: 2 },
    ]);
  });

  test('tell of a first success', async () => {
    const onEvent = vi.fn();
    await createRetry({ onEvent }).run(() => 1);
    expect(onEvent).toHaveBeenCalledExactlyOnceWith({ type: 'success', name: 'retry', attempts: 1 });
  });

  test('tell of a give-up with the whole history, a primitive included', async () => {
    const events: RetryEvent[] = [];
    const policy = createRetry({ ...atOnce, attempts: 2, retryIf: () => true, onEvent: (event) => events.push(event) });
    await policy.run(() => Promise.reject('text')).catch(() => {});
    expect(events.at(-1)).toEqual({
      type: 'give-up',
      name: 'retry',
      attempts: 2,
      elapsedMs: expect.any(Number),
      errors: ['text', 'text'],
      reason: 'attempts',
      error: 'text',
    });
  });

  test('are not missed by a policy without an observer', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    await retry(failing(1).operation, atOnce);
    await rejection(retry(failing(9).operation, atOnce));
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  test('do not change the outcome when the observer throws', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const broken = new Error('observer');
    const onEvent = () => {
      throw broken;
    };
    await expect(createRetry({ ...atOnce, onEvent }).run(failing(1).operation)).resolves.toBe('done');
    const { operation, errors } = failing(9);
    expect(await rejection(retry(operation, { ...atOnce, onEvent }))).toBe(errors[2]);
    expect(warned).toHaveBeenCalledWith(broken);
    warned.mockRestore();
  });

  test('may abort the call from inside the observer, and no attempt follows', async () => {
    const stop = new AbortController();
    const { operation } = failing(9);
    const promise = retry(operation, {
      ...atOnce,
      signal: stop.signal,
      onEvent: () => stop.abort(new Error('enough')),
    });
    await expect(promise).rejects.toThrow('enough');
    expect(operation).toHaveBeenCalledTimes(1);
  });
});
