import { createFakeClock } from '@scry/internal/fake-clock';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createBreaker, createBreakerRegistry, isTimeoutError } from '../src/index.ts';
import { createSubject, deferred, down, fail, failTimes, flushed, settled } from './operations.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test.each([7_200_000, -3_600_000])('a wall clock that jumps by %d ms neither opens nor freezes it', async (jumpMs) => {
  vi.useFakeTimers();
  const breaker = createBreaker({ failureThreshold: 1, openMs: 50, random: () => 0.5 });
  await failTimes(breaker, 1);
  vi.setSystemTime(Date.now() + jumpMs);
  expect(breaker.state).toBe('open');
  expect(breaker.retryAfterMs).toBe(50);
  vi.advanceTimersByTime(50);
  expect(breaker.state).toBe('half-open');
});

describe("the caller's abort", () => {
  test('rejects the call at once with its reason, and counts for nothing', async () => {
    const { breaker, types } = createSubject({ failureThreshold: 1, fallback: () => 'fallback' });
    const controller = new AbortController();
    let seen: AbortSignal | undefined;
    const hanging = breaker.run(
      ({ signal }) => {
        seen = signal;
        return new Promise(() => {});
      },
      { signal: controller.signal },
    );
    await flushed();
    controller.abort('stop');
    await expect(hanging).rejects.toBe('stop');
    expect(seen?.reason).toBe('stop');
    expect(breaker.state).toBe('closed');
    expect(types()).toEqual(['ignored']);
  });

  test('before the call keeps the operation from being begun', async () => {
    const { breaker, types } = createSubject();
    const operation = vi.fn();
    await expect(breaker.run(operation, { signal: AbortSignal.abort('stop') })).rejects.toBe('stop');
    expect(operation).not.toHaveBeenCalled();
    expect(types()).toEqual([]);
  });

  test('is not a failure when the operation rejects with an AbortError of its own', async () => {
    const { breaker } = createSubject({ failureThreshold: 1 });
    const controller = new AbortController();
    const call = breaker.run(
      async ({ signal }) => {
        controller.abort();
        signal.throwIfAborted();
      },
      { signal: controller.signal },
    );
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(breaker.metrics()).toMatchObject({ failures: 0, ignored: 1 });
  });

  test('leaves no listener behind', async () => {
    const { breaker } = createSubject();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    await breaker.run(() => 1, { signal });
    await breaker.run(fail, { signal }).catch(() => {});
    expect(added).toHaveBeenCalledTimes(2);
    expect(removed.mock.calls.length).toBeGreaterThanOrEqual(2);
  });
});

describe('an observer that throws', () => {
  test('never changes how a call ends, nor the state', async () => {
    const report = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { breaker } = createSubject({
      failureThreshold: 2,
      onEvent: () => {
        throw new Error('broken observer');
      },
    });
    await expect(breaker.run(() => 1)).resolves.toBe(1);
    await expect(breaker.run(fail)).rejects.toBe(down);
    expect(breaker.state).toBe('closed');
    await expect(breaker.run(fail)).rejects.toBe(down);
    expect(breaker.state).toBe('open');
    expect(report).toHaveBeenCalledTimes(4);
  });

  test('and a classify that throws counts a failure and is reported', async () => {
    const report = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { breaker } = createSubject({
      failureThreshold: 2,
      classify: () => {
        throw new Error('broken classify');
      },
    });
    await expect(breaker.run(() => 1)).resolves.toBe(1);
    await expect(breaker.run(fail)).rejects.toBe(down);
    expect(breaker.state).toBe('open');
    expect(report).toHaveBeenCalledTimes(2);
  });
});

test('frozen options are taken, and two breakers of one options object share nothing', async () => {
  const options = Object.freeze({ failureThreshold: 1, window: Object.freeze({ calls: 2 }), minimumCalls: 1 });
  const [one, other] = [createBreaker(options), createBreaker(options)];
  await failTimes(one, 1);
  expect([one.state, other.state]).toEqual(['open', 'closed']);
  expect(options).toEqual({ failureThreshold: 1, window: { calls: 2 }, minimumCalls: 1 });
});

test('the timeout of one call aborts that call only', async () => {
  const { breaker, clock } = createSubject({ timeoutMs: 100 });
  const signals: AbortSignal[] = [];
  const hanging = () =>
    settled(
      breaker.run(({ signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      }),
    );
  const first = hanging();
  await clock.advance(60);
  const second = hanging();
  await clock.advance(40);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  const { error } = (await first) as { error: unknown };
  expect(isTimeoutError(error)).toBe(true);
  expect(error).toMatchObject({ breaker: 'breaker', timeoutMs: 100 });
  expect(signals[0]?.reason).toBe(error);
  await clock.advance(60);
  await second;
  const third = breaker.run(({ signal }) => signal.aborted);
  await expect(third).resolves.toBe(false);
});

test('a snapshot counts from when it opened, not from when it was made', async () => {
  const { breaker, clock } = createSubject({ failureThreshold: 1 });
  await clock.advance(300);
  await failTimes(breaker, 1);
  await clock.advance(100);
  expect(breaker.snapshot()).toMatchObject({ state: 'open', remainingMs: 900 });
});

describe('what an operation returns or throws', () => {
  // Not a promise, and it settles twice.
  const thenable = Object.defineProperty({}, 'then', {
    value: (resolve: (value: number) => void) => {
      resolve(1);
      resolve(2);
    },
  });
  test.each<[string, unknown, unknown]>([
    ['a value', 1, 1],
    ['undefined', undefined, undefined],
    ['a thenable that settles twice', thenable, 1],
    ['a promise', Promise.resolve(1), 1],
  ])('%s is the result, and one success', async (_, returned, value) => {
    const { breaker } = createSubject();
    const call = breaker.run(() => returned);
    expect(call).toBeInstanceOf(Promise);
    await expect(call).resolves.toBe(value);
    expect(breaker.metrics()).toMatchObject({ calls: 1, successes: 1 });
  });

  const hostile = new Proxy({}, { get: () => expect.fail('an unknown value was read') });
  test.each([
    ['undefined', undefined],
    ['null', null],
    ['text', 'text'],
    ['a hostile object', hostile],
  ])('%s that is thrown synchronously is passed on as it is', async (_, thrown) => {
    const { breaker } = createSubject();
    const call = breaker.run(() => {
      throw thrown;
    });
    // Not by a matcher, which would read it.
    const passedOn = await call.then(
      () => false,
      (error) => Object.is(error, thrown),
    );
    expect(passedOn).toBe(true);
    expect(breaker.metrics()).toMatchObject({ calls: 1, failures: 1 });
  });

  test('a late rejection after a timeout is not an unhandled one', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { breaker, clock } = createSubject({ timeoutMs: 100 });
    const { operation, reject } = deferred();
    const call = settled(breaker.run(operation));
    await clock.advance(100);
    await call;
    reject(new Error('late'));
    await flushed();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

test('the rate of 100,000 calls is kept by adding and taking away, not by counting them again', async () => {
  const breaker = createBreaker({ window: { calls: 100_000 }, minimumCalls: 100_000, failureRate: 0.001 });
  for (let call = 0; call < 100_000; call++) breaker.tryAcquire()?.success();
  const rescans = ['slice', 'filter', 'reduce', 'fill', 'forEach', 'values'] as const;
  const spies = rescans.map((name) => vi.spyOn(Uint8Array.prototype, name));
  for (let call = 0; call < 99; call++) breaker.tryAcquire()?.failure();
  expect(breaker.state).toBe('closed');
  breaker.tryAcquire()?.failure();
  expect(breaker.state).toBe('open');
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});

test('a registry forgets', async () => {
  const registry = createBreakerRegistry(() => ({}), { maxBreakers: 10 });
  for (let key = 0; key < 1_000; key++) registry.get(`host-${key}`);
  expect(registry.size).toBe(10);
});

test('an idle breaker sets no timer, and none for a call that has no time limit', async () => {
  const clock = createFakeClock();
  const breaker = createBreaker({ clock, failureThreshold: 1 });
  for (const options of [undefined, { signal: new AbortController().signal }]) {
    const call = breaker.run(() => new Promise((resolve) => setImmediate(resolve)), options);
    await Promise.resolve();
    expect(clock.pending).toBe(0);
    await call;
  }
  await failTimes(breaker, 1);
  expect(clock.pending).toBe(0);
});
