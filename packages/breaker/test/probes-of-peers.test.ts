// The faults of peers that have to do with finding out; the others are in faults-of-peers.test.ts.
import { describe, expect, test, vi } from 'vitest';
import { isBreakerOpenError } from '../src/index.ts';
import { createSubject, deferred, down, failTimes, flushed, settled } from './operations.ts';

describe('half-open', () => {
  test('lets one of twenty callers in, and turns the others away at once and for good', async () => {
    const { breaker, clock } = createSubject({ failureThreshold: 1, successThreshold: 1 });
    await failTimes(breaker, 1);
    await clock.advance(1_000);
    const { operation, resolve } = deferred();
    const probe = vi.fn(operation);
    const outcomes = Array.from({ length: 20 }, () => settled(breaker.run(probe)));
    const rejected = await Promise.all(outcomes.slice(1));
    expect(rejected.every((outcome) => 'error' in outcome && isBreakerOpenError(outcome.error))).toBe(true);
    resolve('well');
    expect(await outcomes[0]).toEqual({ value: 'well' });
    await flushed();
    expect(probe).toHaveBeenCalledTimes(1);
    expect(breaker.state).toBe('closed');
  });

  test('gives the place of a probe that hangs to another one, and takes the hang for a failure', async () => {
    const { breaker, clock } = createSubject({ failureThreshold: 1, successThreshold: 1, probeTimeoutMs: 300 });
    await failTimes(breaker, 1);
    await clock.advance(1_000);
    breaker.run(() => new Promise(() => {}));
    await clock.advance(299);
    expect(breaker.state).toBe('half-open');
    await clock.advance(1);
    expect(breaker.state).toBe('open');
    await clock.advance(1_000);
    await expect(breaker.run(() => 'well')).resolves.toBe('well');
    expect(breaker.state).toBe('closed');
  });

  test('re-opens as of the end of the lease, however late that is noticed', async () => {
    const { breaker, clock, types } = createSubject({ failureThreshold: 1, probeTimeoutMs: 300 });
    await failTimes(breaker, 1);
    await clock.advance(1_000);
    breaker.run(() => new Promise(() => {}));
    await clock.advance(300 + 400);
    expect(breaker.retryAfterMs).toBe(600);
    expect(types()).not.toContain('closed');
    expect(await settled(breaker.run(() => 1))).toMatchObject({ error: { state: 'open', retryAfterMs: 600 } });
  });

  test('gives a probe as long as it was open where probeTimeoutMs is not said, without the spread', async () => {
    const { breaker, clock } = createSubject({ failureThreshold: 1, random: () => 0 });
    await failTimes(breaker, 1);
    await clock.advance(900);
    breaker.run(() => new Promise(() => {}));
    await clock.advance(999);
    expect(breaker.state).toBe('half-open');
    await clock.advance(1);
    expect(breaker.state).toBe('open');
  });

  test('does not stay half-open when its probe is neither success nor failure', async () => {
    const { breaker, clock } = createSubject({
      failureThreshold: 1,
      successThreshold: 1,
      classify: (outcome) => ('value' in outcome ? 'success' : outcome.error === down ? 'failure' : 'ignore'),
    });
    await failTimes(breaker, 1);
    await clock.advance(1_000);
    await breaker.run(() => Promise.reject(new Error('not found'))).catch(() => {});
    expect(breaker.state).toBe('half-open');
    await expect(breaker.run(() => 1)).resolves.toBe(1);
    expect(breaker.state).toBe('closed');
  });

  test('takes a slow probe for a failure', async () => {
    const { breaker, clock } = createSubject({ failureThreshold: 1, slowCallMs: 50 });
    await failTimes(breaker, 1);
    await clock.advance(1_000);
    const { operation, resolve } = deferred();
    const call = breaker.run(operation);
    await clock.advance(50);
    resolve('late');
    await expect(call).resolves.toBe('late');
    expect(breaker.state).toBe('open');
  });
});

describe('a stale result', () => {
  test('of the closed state neither closes a half-open breaker nor opens it again', async () => {
    const { breaker, clock, events } = createSubject({ failureThreshold: 1, successThreshold: 1 });
    const [good, bad] = [deferred(), deferred()];
    const calls = [breaker.run(good.operation), breaker.run(bad.operation)].map(settled);
    await failTimes(breaker, 1);
    await clock.advance(1_000);
    const probe = deferred();
    const probing = breaker.run(probe.operation);
    good.resolve('late');
    bad.reject(new Error('late'));
    await Promise.all(calls);
    expect(breaker.state).toBe('half-open');
    expect(events.slice(-2)).toMatchObject([
      { type: 'success', stale: true },
      { type: 'failure', stale: true },
    ]);
    expect(breaker.metrics()).toMatchObject({ successes: 1, failures: 2 });
    probe.resolve('well');
    await probing;
    expect(breaker.state).toBe('closed');
  });

  test('of a probe whose lease is over changes nothing', async () => {
    const { breaker, clock } = createSubject({ failureThreshold: 1, successThreshold: 1, probeTimeoutMs: 300 });
    await failTimes(breaker, 1);
    await clock.advance(1_000);
    const { operation, resolve } = deferred();
    const probe = breaker.run(operation);
    await clock.advance(300);
    resolve('too late');
    await expect(probe).resolves.toBe('too late');
    expect(breaker.state).toBe('open');
  });
});
