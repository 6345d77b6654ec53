import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type BreakerSnapshot, createBreaker } from '../src/index.ts';
import { createSubject, failTimes } from './operations.ts';

const savedAt = Date.UTC(2026, 0, 1);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: savedAt });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Through JSON, as it would go to another process. */
const moved = (snapshot: BreakerSnapshot): BreakerSnapshot => JSON.parse(JSON.stringify(snapshot));

describe('a snapshot', () => {
  test('says all that another process needs to go on', async () => {
    const { breaker, clock } = createSubject({ failureThreshold: 1 });
    await failTimes(breaker, 1);
    await clock.advance(400);
    const open = { state: 'open', remainingMs: 600, savedAt, consecutiveFailures: 0, streak: 1 };
    expect(moved(breaker.snapshot())).toEqual(open);
    await clock.advance(600);
    expect(breaker.snapshot()).toMatchObject({ state: 'half-open', remainingMs: 0, streak: 1 });
  });

  test('of an open breaker goes on in another one, less the time in between', async () => {
    const { breaker } = createSubject({ failureThreshold: 1 });
    await failTimes(breaker, 1);
    const initial = moved(breaker.snapshot());
    vi.setSystemTime(savedAt + 300);
    const other = createSubject({ initial });
    expect([other.breaker.state, other.breaker.retryAfterMs]).toEqual(['open', 700]);
    await other.clock.advance(700);
    await failTimes(other.breaker, 1);
    expect(other.events.at(-2)).toMatchObject({ type: 'open', streak: 2 });
  });

  test.each([
    ['back', -3_600_000, 1_000],
    ['forward', 3_600_000, 0],
  ])('whose wall clock was put %s stays open no longer than it would have', async (_, ms, retryAfterMs) => {
    const { breaker } = createSubject({ failureThreshold: 1 });
    await failTimes(breaker, 1);
    const initial = moved(breaker.snapshot());
    vi.setSystemTime(savedAt + ms);
    expect(createSubject({ initial }).breaker.retryAfterMs).toBe(retryAfterMs);
  });

  test('of a closed breaker brings the failures in a row and the window along', async () => {
    const consecutive = createSubject({ failureThreshold: 3 });
    await failTimes(consecutive.breaker, 2);
    const restored = createSubject({ failureThreshold: 3, initial: moved(consecutive.breaker.snapshot()) });
    await failTimes(restored.breaker, 1);
    expect(restored.breaker.state).toBe('open');

    for (const window of [{ calls: 10 }, { windowMs: 1_000 }]) {
      const { breaker } = createSubject({ window });
      await failTimes(breaker, 3);
      await breaker.run(() => 1);
      const other = createSubject({ window, initial: moved(breaker.snapshot()) });
      expect(other.breaker.metrics()).toMatchObject({ calls: 0, failureRate: 0.75 });
    }
  });

  test('of a larger window fills the smaller one, and takes no longer for it', () => {
    const initial = {
      ...createBreaker().snapshot(),
      window: { calls: 1e15, failures: 1e15, slow: 0 },
    };
    const breaker = createBreaker({ window: { calls: 5 }, initial });
    expect(breaker.snapshot().window).toEqual({ calls: 5, failures: 5, slow: 0 });
  });

  test('without a window fits a breaker that has one, and the other way around', () => {
    const [plain, windowed] = [createBreaker(), createBreaker({ window: { calls: 5 } })];
    expect(createBreaker({ window: { calls: 5 }, initial: plain.snapshot() }).metrics().failureRate).toBe(0);
    expect(createBreaker({ initial: windowed.snapshot() }).snapshot().window).toBeUndefined();
  });

  test('says of a window of time what is in it by then', async () => {
    const { breaker, clock } = createSubject({ window: { windowMs: 1_000 } });
    await failTimes(breaker, 3);
    await clock.advance(1_100);
    expect(breaker.snapshot().window).toEqual({ calls: 0, failures: 0, slow: 0 });
  });

  test('that says nothing but the state counts the rest as none', async () => {
    const closed = createSubject({ failureThreshold: 2, initial: { state: 'closed' } as BreakerSnapshot });
    await failTimes(closed.breaker, 2);
    expect(closed.breaker.state).toBe('open');
    const open = createSubject({ initial: { state: 'open' } as BreakerSnapshot });
    expect(open.breaker.state).toBe('half-open');
    await failTimes(open.breaker, 1);
    expect(open.events.at(-2)).toMatchObject({ type: 'open', streak: 1 });
  });

  test('with a window that says only part of it counts the rest as none', () => {
    const initial = { ...createBreaker().snapshot(), window: { calls: 4 } } as BreakerSnapshot;
    const breaker = createBreaker({ window: { calls: 5 }, initial });
    expect(breaker.snapshot().window).toEqual({ calls: 4, failures: 0, slow: 0 });
  });

  test.each(['forced-open', 'disabled'] as const)('keeps that an operator said %s', (state) => {
    const breaker = createBreaker();
    if (state === 'disabled') breaker.disable();
    else breaker.forceOpen();
    expect(createBreaker({ initial: moved(breaker.snapshot()) }).state).toBe(state);
  });

  test('of a half-open breaker lets a probe in at once', async () => {
    const { breaker, clock } = createSubject({ failureThreshold: 1 });
    await failTimes(breaker, 1);
    await clock.advance(1_000);
    breaker.tryAcquire();
    const other = createSubject({ initial: moved(breaker.snapshot()) });
    expect(other.breaker.state).toBe('half-open');
    expect(other.breaker.tryAcquire()).toBeDefined();
  });
});
