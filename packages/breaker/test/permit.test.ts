import { describe, expect, test } from 'vitest';
import { createSubject, down } from './operations.ts';

describe('a permit', () => {
  test('ends once, and says whether its end counted', () => {
    const { breaker } = createSubject();
    const permit = breaker.tryAcquire();
    expect(permit?.success()).toBe(true);
    expect(permit?.failure()).toBe(false);
    expect(permit?.ignore()).toBe(false);
    expect(breaker.metrics()).toMatchObject({ calls: 1, successes: 1 });
  });

  test('that fails opens the breaker, with its error as the cause', () => {
    const { breaker, events } = createSubject({ failureThreshold: 1 });
    breaker.tryAcquire()?.failure(down);
    expect(breaker.state).toBe('open');
    expect(events[0]).toMatchObject({ type: 'open', cause: down });
    expect(breaker.tryAcquire()).toBeUndefined();
    expect(breaker.metrics().rejected).toBe(1);
  });

  test('that is stale says so, and shows in the metrics', () => {
    const { breaker } = createSubject({ failureThreshold: 1 });
    const permit = breaker.tryAcquire();
    breaker.tryAcquire()?.failure();
    expect(permit?.success()).toBe(false);
    expect(breaker.metrics()).toMatchObject({ successes: 1, failures: 1 });
  });

  test('is ignored when it is disposed of without an end', () => {
    const { breaker } = createSubject();
    {
      using permit = breaker.tryAcquire();
      expect(permit).toBeDefined();
    }
    expect(breaker.metrics()).toMatchObject({ calls: 1, ignored: 1 });
  });

  test('is timed where slow calls matter', async () => {
    const { breaker, clock } = createSubject({ slowCallMs: 10 });
    const permit = breaker.tryAcquire();
    await clock.advance(10);
    permit?.success();
    expect(breaker.metrics().slow).toBe(1);
  });

  test('has methods that work when they are taken out', () => {
    const { breaker } = createSubject();
    const { success } = breaker.tryAcquire() ?? expect.fail('it is closed');
    expect(success()).toBe(true);
  });
});
