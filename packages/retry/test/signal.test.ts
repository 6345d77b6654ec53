import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { createRetry, retry, retryInfo } from '../src/index.ts';
import { counted, hanging, settled, transient } from './operations.ts';

describe('signal', () => {
  test('that is aborted already ends the call before it begins', async () => {
    const operation = vi.fn();
    const reason = new Error('cancelled');
    expect(await settled(retry(operation, { signal: AbortSignal.abort(reason) }))).toEqual({ error: reason });
    expect(operation).not.toHaveBeenCalled();
    expect(retryInfo(reason)).toMatchObject({ attempts: 0, reason: 'aborted' });
  });

  test('ends a wait at once, and no attempt follows', async () => {
    const clock = createFakeClock();
    const { controller, signal, listeners } = counted();
    const operation = vi.fn(() => Promise.reject(transient()));
    const outcome = settled(retry(operation, { clock, signal, jitter: 'none' }));
    await clock.advance(500);
    controller.abort('stop');
    expect(await outcome).toEqual({ error: 'stop' });
    expect(clock.pending).toBe(0);
    expect(listeners()).toBe(0);
    await clock.advance(10_000);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('ends a running attempt at once, whether it heeds its signal or not', async () => {
    const { controller, signal, listeners } = counted();
    const { operation, signals } = hanging();
    const outcome = settled(retry(operation, { signal }));
    await Promise.resolve();
    controller.abort('stop');
    expect(await outcome).toEqual({ error: 'stop' });
    expect(signals[0]?.reason).toBe('stop');
    expect(listeners()).toBe(0);
  });

  test('of the policy and of the call both count', async () => {
    for (const aborted of [0, 1]) {
      const controllers = [new AbortController(), new AbortController()] as const;
      const policy = createRetry({ signal: controllers[0].signal });
      const outcome = settled(policy.run(hanging().operation, { signal: controllers[1].signal }));
      await Promise.resolve();
      controllers[aborted]?.abort('stop');
      expect(await outcome).toEqual({ error: 'stop' });
    }
  });

  test('ends the call even when retryIf has not answered yet', async () => {
    const controller = new AbortController();
    const retryIf = () => new Promise<boolean>(() => controller.abort('stop'));
    const outcome = await settled(retry(() => Promise.reject(transient()), { signal: controller.signal, retryIf }));
    expect(outcome).toEqual({ error: 'stop' });
  });

  test('that aborts while the operation succeeds does not take the success away', async () => {
    const controller = new AbortController();
    const outcome = await settled(
      retry(() => 'done', {
        signal: controller.signal,
        retryResult: () => {
          controller.abort('stop');
          return false;
        },
      }),
    );
    expect(outcome).toEqual({ value: 'done' });
  });

  test('takes the place of a value that is refused', async () => {
    const controller = new AbortController();
    const retryResult = () => {
      controller.abort('stop');
      return true;
    };
    expect(await settled(retry(() => 503, { signal: controller.signal, retryResult }))).toEqual({ error: 'stop' });
  });

  test('has no listener left after 100,000 calls', async () => {
    const { signal, listeners } = counted();
    const policy = createRetry({ signal, attempts: 2, minDelayMs: 0, budget: false });
    const error = transient();
    for (let i = 0; i < 50_000; i++) {
      await policy.run(() => i);
      await policy.run(() => Promise.reject(error)).catch(() => {});
    }
    expect(listeners()).toBe(0);
  });
});
