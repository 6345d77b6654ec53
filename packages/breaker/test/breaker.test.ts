import { afterEach, describe, expect, test, vi } from 'vitest';
import { createBreaker, presets } from '../src/index.ts';
import { createSubject, deferred, down, fail, failTimes, flushed, settled } from './operations.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('closed', () => {
  test('opens after five failures in a row by default', async () => {
    const { breaker } = createSubject();
    await failTimes(breaker, 4);
    expect(breaker.state).toBe('closed');
    await failTimes(breaker, 1);
    expect(breaker.state).toBe('open');
  });

  test('forgets the failures before a success', async () => {
    const { breaker } = createSubject({ failureThreshold: 2 });
    await failTimes(breaker, 1);
    await breaker.run(() => 1);
    await failTimes(breaker, 1);
    expect(breaker.state).toBe('closed');
  });

  test('takes a slow call for one of the failures in a row where there is no window', async () => {
    const { breaker, clock, events } = createSubject({ failureThreshold: 2, slowCallMs: 100 });
    const { operation, resolve } = deferred();
    const calls = [breaker.run(operation), breaker.run(operation)];
    await clock.advance(100);
    resolve('late');
    await Promise.all(calls);
    expect(breaker.state).toBe('open');
    expect(breaker.metrics()).toMatchObject({ successes: 2, failures: 0, slow: 2, slowRate: 1, failureRate: 0 });
    expect(events[0]).toEqual({ type: 'success', name: 'breaker', slow: true, stale: false });
  });

  test('reads no clock on its way of success', async () => {
    const now = vi.fn(() => 0);
    const breaker = createBreaker({ clock: { now, setTimeout, clearTimeout: () => {} }, window: { calls: 20 } });
    await breaker.run(() => 1);
    await breaker.run(() => 1);
    expect(now).not.toHaveBeenCalled();
  });

  test('makes a signal only for an operation that reads it, and one that aborts for nothing', async () => {
    const made = vi.spyOn(globalThis, 'AbortController');
    const { breaker } = createSubject();
    await breaker.run(() => 1);
    expect(made).not.toHaveBeenCalled();
    const signals = await breaker.run((call) => [call.signal, call.signal]);
    expect(signals[0]).toBe(signals[1]);
    expect(signals[0]?.aborted).toBe(false);
    expect(made).toHaveBeenCalledTimes(1);
  });
});

describe('with a window of calls', () => {
  test('opens when so large a share of them failed, and not before there are enough', async () => {
    const { breaker } = createSubject({ window: { calls: 10 }, failureRate: 0.3, minimumCalls: 5 });
    await failTimes(breaker, 2);
    await breaker.run(() => 1);
    await breaker.run(() => 1);
    await breaker.run(() => 1);
    expect(breaker.metrics().failureRate).toBe(0.4);
    expect(breaker.state).toBe('closed');
    await failTimes(breaker, 1);
    expect(breaker.state).toBe('open');
  });

  test('wants ten calls by default, or all of a smaller window', async () => {
    for (const [calls, wanted] of [
      [100, 10],
      [4, 4],
    ] as const) {
      const { breaker } = createSubject({ window: { calls } });
      await failTimes(breaker, wanted - 1);
      expect(breaker.state).toBe('closed');
      await failTimes(breaker, 1);
      expect(breaker.state).toBe('open');
    }
  });

  test('opens when too many are slow', async () => {
    const { breaker, clock } = createSubject({ window: { calls: 4 }, slowCallMs: 10, slowCallRate: 0.5 });
    await breaker.run(() => 1);
    await breaker.run(() => 1);
    for (let call = 0; call < 2; call++) {
      const { operation, resolve } = deferred();
      const slow = breaker.run(operation);
      await clock.advance(10);
      resolve('late');
      await slow;
    }
    expect(breaker.state).toBe('open');
    expect(breaker.metrics().slowRate).toBe(0.5);
  });

  test('begins anew when it closes', async () => {
    const { breaker, clock } = createSubject({ window: { calls: 4 }, successThreshold: 1 });
    await failTimes(breaker, 4);
    await clock.advance(1_000);
    await breaker.run(() => 1);
    expect(breaker.snapshot().window).toEqual({ calls: 0, failures: 0, slow: 0 });
  });
});

test('with a window of time begins anew after a reset', async () => {
  const { breaker } = createSubject({ window: { windowMs: 1_000 } });
  await failTimes(breaker, 3);
  breaker.reset();
  expect(breaker.snapshot().window).toEqual({ calls: 0, failures: 0, slow: 0 });
  await failTimes(breaker, 9);
  expect(breaker.state).toBe('closed');
});

test('with a window of time forgets what is older', async () => {
  const { breaker, clock } = createSubject({ window: { windowMs: 1_000 }, minimumCalls: 4 });
  await failTimes(breaker, 3);
  await clock.advance(1_100);
  expect(breaker.metrics()).toMatchObject({ failures: 3, failureRate: 0 });
  await failTimes(breaker, 3);
  expect(breaker.state).toBe('closed');
  await failTimes(breaker, 1);
  expect(breaker.state).toBe('open');
});

describe('fallback', () => {
  test('answers for a failure, a timeout and an open breaker', async () => {
    const errors: unknown[] = [];
    const { breaker, clock } = createSubject({
      failureThreshold: 2,
      timeoutMs: 100,
      fallback: (error) => errors.push(error),
    });
    await expect(breaker.run(fail)).resolves.toBe(1);
    const slow = breaker.run(() => new Promise(() => {}));
    await clock.advance(100);
    await expect(slow).resolves.toBe(2);
    await expect(breaker.run(() => 0)).resolves.toBe(3);
    expect(errors).toMatchObject([down, { code: 'SCRY_TIMEOUT' }, { code: 'SCRY_BREAKER_OPEN' }]);
  });

  test('that throws replaces the error, and the failure counts all the same', async () => {
    const { breaker } = createSubject({
      failureThreshold: 1,
      fallback: () => {
        throw new Error('no cache either');
      },
    });
    await expect(breaker.run(fail)).rejects.toThrow('no cache either');
    await expect(breaker.run(fail)).rejects.toThrow('no cache either');
    expect(breaker.state).toBe('open');
  });
});

describe('classify', () => {
  test('judges values too, and is told how long the call took and whether its caller gave up', async () => {
    const seen: unknown[] = [];
    const { breaker, clock } = createSubject({
      failureThreshold: 1,
      classify: (outcome, call) => {
        seen.push(outcome, call);
        return 'value' in outcome && outcome.value === 503 ? 'failure' : 'success';
      },
    });
    const { operation, resolve } = deferred<number>();
    const call = breaker.run(operation);
    await clock.advance(20);
    resolve(503);
    await expect(call).resolves.toBe(503);
    expect(seen).toEqual([{ value: 503 }, { durationMs: 20, aborted: false }]);
    expect(await settled(breaker.run(() => 1))).toMatchObject({ error: { cause: 503 } });
  });

  test('may say that even an abort is a failure', async () => {
    const { breaker } = createSubject({
      failureThreshold: 1,
      classify: (_outcome, { aborted }) => (aborted ? 'failure' : 'success'),
    });
    const gone = new AbortController();
    const call = settled(breaker.run(() => new Promise(() => {}), { signal: gone.signal }));
    await flushed();
    gone.abort('stop');
    expect(await call).toEqual({ error: 'stop' });
    expect(breaker.state).toBe('open');
  });
});

test('a time limit that is not reached leaves no timer', async () => {
  const { breaker, clock } = createSubject({ timeoutMs: 100 });
  await expect(breaker.run(async () => 1)).resolves.toBe(1);
  await expect(breaker.run(fail)).rejects.toBe(down);
  expect(clock.pending).toBe(0);
});

test('a signal that is read after its time is up has aborted, for that reason', async () => {
  const { breaker, clock } = createSubject({ timeoutMs: 100 });
  const { operation, resolve } = deferred();
  let late: Promise<unknown> | undefined;
  const call = settled(
    breaker.run((it) => {
      late = operation().then(() => it.signal.reason);
      return late;
    }),
  );
  await clock.advance(100);
  await call;
  resolve('go on');
  expect(await late).toMatchObject({ code: 'SCRY_TIMEOUT' });
});

test('an unhandled failure is still told of as an unhandled one', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  const { breaker } = createSubject();
  breaker.run(fail);
  await flushed();
  process.off('unhandledRejection', unhandled);
  expect(unhandled).toHaveBeenCalledTimes(1);
});

describe('wrap', () => {
  test('keeps this, name, length and arguments', async () => {
    const shop = {
      prefix: 'show-',
      find: createBreaker().wrap(function find(this: unknown, id: number, _lang: string) {
        return `${(this as { prefix: string }).prefix}${id}`;
      }),
    };
    await expect(shop.find(7, 'en')).resolves.toBe('show-7');
    expect(shop.find.name).toBe('find');
    expect(shop.find).toHaveLength(2);
  });
});

test('methods work when they are taken out, and are the same each time', async () => {
  const breaker = createBreaker();
  const { run, wrap, tryAcquire, forceOpen, disable, reset, isolate, snapshot, metrics } = breaker;
  expect(breaker).toMatchObject({ run, wrap, tryAcquire, forceOpen, disable, reset, isolate, snapshot, metrics });
  await expect(run(() => 1)).resolves.toBe(1);
  await expect(wrap((x: number) => x)(2)).resolves.toBe(2);
  expect(tryAcquire()?.success()).toBe(true);
  forceOpen();
  disable();
  reset();
  isolate()[Symbol.dispose]();
  expect(snapshot().state).toBe('closed');
  expect(metrics().calls).toBe(3);
});

test('the presets are those of the README', () => {
  expect(presets).toEqual({
    kafka: { failureThreshold: 10, successThreshold: 3, openMs: 120_000 },
    database: { failureThreshold: 3, successThreshold: 2, openMs: 30_000 },
    externalApi: { failureThreshold: 5, successThreshold: 2, openMs: 300_000 },
    redis: { failureThreshold: 8, successThreshold: 3, openMs: 60_000 },
  });
  expect(Object.values(presets).every(Object.isFrozen)).toBe(true);
});
