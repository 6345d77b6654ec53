import { describe, expect, test } from 'vitest';
import { createSubject, failTimes, settled } from './operations.ts';

describe('an operator', () => {
  test('forces it open until a reset', async () => {
    const { breaker, clock, types } = createSubject();
    breaker.forceOpen();
    await clock.advance(1e9);
    expect([breaker.state, breaker.retryAfterMs]).toEqual(['forced-open', Infinity]);
    const { error } = (await settled(breaker.run(() => 1))) as { error: Error };
    expect(error.message).toBe('Breaker "breaker" is forced-open.');
    breaker.reset();
    await expect(breaker.run(() => 1)).resolves.toBe(1);
    expect(types()).toEqual(['forced-open', 'rejected', 'closed', 'success']);
  });

  test('disables it until a reset: everything is let in, and only counted', async () => {
    const { breaker } = createSubject({ failureThreshold: 1 });
    breaker.disable();
    await failTimes(breaker, 3);
    expect(breaker.state).toBe('disabled');
    expect(breaker.metrics()).toMatchObject({ failures: 3, rejected: 0, failureRate: 1 });
    breaker.reset();
    await failTimes(breaker, 1);
    expect(breaker.state).toBe('open');
    breaker.reset();
    expect(breaker.state).toBe('closed');
  });

  test('isolates it; it opens for calls again when the last one lets go, and is what it was', async () => {
    const { breaker } = createSubject({ failureThreshold: 2 });
    await failTimes(breaker, 1);
    const [one, other] = [breaker.isolate(), breaker.isolate()];
    one[Symbol.dispose]();
    one[Symbol.dispose]();
    expect(breaker.state).toBe('forced-open');
    expect(breaker.snapshot().state).toBe('closed');
    other[Symbol.dispose]();
    expect(breaker.state).toBe('closed');
    await failTimes(breaker, 1);
    expect(breaker.state).toBe('open');
  });

  test('who disables it during an isolation is heard when that is over', () => {
    const { breaker } = createSubject();
    const isolation = breaker.isolate();
    breaker.disable();
    expect(breaker.state).toBe('forced-open');
    isolation[Symbol.dispose]();
    expect(breaker.state).toBe('disabled');
  });

  test('who isolates a half-open one lets a new probe in afterwards', async () => {
    const { breaker, clock } = createSubject({ failureThreshold: 1 });
    await failTimes(breaker, 1);
    await clock.advance(1_000);
    const probe = breaker.tryAcquire();
    breaker.isolate()[Symbol.dispose]();
    expect(breaker.state).toBe('half-open');
    expect(breaker.tryAcquire()).toBeDefined();
    expect(probe?.success()).toBe(false);
  });
});
