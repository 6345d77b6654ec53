import { describe, expect, test, vi } from 'vitest';
import { createBreaker } from '../src/index.ts';
import { call, createFleet, createOpenFleet } from './fleet.ts';
import { down, failTimes } from './operations.ts';

describe('breakers that share a store', () => {
  test('are all open half a second after one has opened, at their next call', async () => {
    const { breakers, clock, store } = createFleet(2);
    const [one, other] = breakers;
    await call(other);
    await failTimes(one as NonNullable<typeof one>, 1);
    expect(store.publish).toHaveBeenCalledExactlyOnceWith('api', expect.objectContaining({ state: 'open' }), 10_000);
    expect(await call(other)).toBe(true);
    await clock.advance(500);
    expect(await call(other)).toBe(true); // it asks, and does not wait for the answer
    expect(await call(other)).toBe(false);
    expect(other?.state).toBe('open');
    expect(store.publish).toHaveBeenCalledTimes(1);
  });

  test('send one probe among them, and close together', async () => {
    const { clock, one, other } = await createOpenFleet();
    await clock.advance(10_000);
    // The first call asks who may probe.
    expect([await call(one), await call(other)]).toEqual([false, false]);
    const probe = vi.fn(() => new Promise(() => {}));
    one?.run(probe);
    const others = vi.fn();
    await call(other, others);
    expect(probe).toHaveBeenCalledTimes(1);
    expect(others).not.toHaveBeenCalled();
  });

  test('close when the one that probed has closed', async () => {
    const { clock, one, other } = await createOpenFleet();
    await clock.advance(10_000);
    await call(one);
    await call(other);
    expect(await call(one)).toBe(true);
    expect(one?.state).toBe('closed');
    await clock.advance(500);
    await call(other);
    expect(other?.state).toBe('closed');
    expect(await call(other)).toBe(true);
  });

  test('stay open as long as the one whose probe failed', async () => {
    const { clock, one, other } = await createOpenFleet();
    await clock.advance(10_000);
    await call(one);
    await call(one, () => Promise.reject(down));
    await clock.advance(500);
    await call(other);
    expect(other?.state).toBe('open');
    expect(other?.retryAfterMs).toBeCloseTo(9_500, -2);
  });

  test('ask again for the lease when it was refused, and not at every call', async () => {
    const { breakers, clock, store } = createFleet(1);
    const [one] = breakers;
    await call(one, () => Promise.reject(down));
    await clock.advance(10_000);
    store.leaseProbe.mockResolvedValue(false);
    for (let time = 0; time < 5; time++) await call(one);
    expect(store.leaseProbe).toHaveBeenCalledTimes(1);
    await clock.advance(500);
    await call(one);
    expect(store.leaseProbe).toHaveBeenCalledTimes(2);
    expect(store.leaseProbe).toHaveBeenLastCalledWith('api', 10_000);
  });

  test('keep a lease that came for a caller who calls seldom', async () => {
    const { breakers, clock } = createFleet(1);
    const [one] = breakers;
    await call(one, () => Promise.reject(down));
    await clock.advance(60_000);
    expect(await call(one)).toBe(false);
    await clock.advance(60_000);
    expect(await call(one)).toBe(true);
  });

  test('ask for the lease anew each time that they have been open', async () => {
    const { breakers, clock, store } = createFleet(1);
    const [one] = breakers;
    await call(one, () => Promise.reject(down));
    await clock.advance(10_000);
    // Another process has closed meanwhile: the lease that comes with this answer is of no use any more.
    store.load.mockResolvedValueOnce(createBreaker().snapshot());
    await call(one);
    expect(one?.state).toBe('closed');
    await clock.advance(500);
    store.load.mockResolvedValueOnce({ ...createBreaker().snapshot(), state: 'open', remainingMs: 5_000 });
    await call(one);
    await clock.advance(5_000);
    store.leaseProbe.mockResolvedValue(false);
    for (let time = 0; time < 3; time++) expect(await call(one)).toBe(false);
    expect(store.leaseProbe).toHaveBeenCalledTimes(2);
  });

  test('do not tell of an opening that is over when it is noticed', async () => {
    const { clock, one, store } = await createOpenFleet();
    await clock.advance(10_000);
    await call(one);
    one?.run(() => new Promise(() => {}));
    await clock.advance(60_000);
    await call(one);
    expect(store.publish.mock.calls.map(([, { state }]) => state)).toEqual(['open']);
  });

  test('ask nothing while nobody calls, and set no timer', async () => {
    const { breakers, clock, store } = createFleet(1);
    await call(breakers[0]);
    await clock.advance(60_000);
    expect(store.load).toHaveBeenCalledTimes(1);
    expect(clock.pending).toBe(0);
  });

  test('ask at most twice a second, and one question at a time', async () => {
    const { breakers, clock, store } = createFleet(1);
    const [one] = breakers;
    for (let time = 0; time < 100; time++) {
      await call(one);
      await clock.advance(100);
    }
    expect(store.load).toHaveBeenCalledTimes(20);
  });

  test('do not share what an operator says', async () => {
    const { breakers, store } = createFleet(1);
    const [one] = breakers;
    one?.forceOpen();
    one?.disable();
    one?.isolate()[Symbol.dispose]();
    const isolation = createBreaker({ store }).isolate();
    isolation[Symbol.dispose]();
    expect(store.publish).not.toHaveBeenCalled();
    one?.reset();
    expect(store.publish).toHaveBeenCalledExactlyOnceWith('api', expect.objectContaining({ state: 'closed' }), 60_000);
  });
});

test.each(['forced-open', 'disabled'] as const)(
  'what is shared does not undo that an operator said %s',
  async (state) => {
    const { breakers, clock, store } = createFleet(1);
    const [one] = breakers;
    if (state === 'disabled') one?.disable();
    else one?.forceOpen();
    for (const said of ['closed', 'open'] as const) {
      store.load.mockResolvedValueOnce({ ...createBreaker().snapshot(), state: said, remainingMs: 5_000 });
      await call(one);
      await clock.advance(500);
      expect(one?.state).toBe(state);
    }
  },
);

test('that others are closed does not take back what a closed breaker has counted', async () => {
  const { breakers, store } = createFleet(1, { failureThreshold: 2 });
  const [one] = breakers;
  store.load.mockResolvedValueOnce(createBreaker().snapshot());
  await call(one, () => Promise.reject(down));
  await call(one, () => Promise.reject(down));
  expect(one?.state).toBe('open');
});

test.each(['half-open', 'forced-open', 'disabled'] as const)('that others are %s closes nothing', async (state) => {
  const { breakers, clock, store } = createFleet(1);
  const [one] = breakers;
  await call(one, () => Promise.reject(down));
  await clock.advance(500);
  store.load.mockResolvedValueOnce({ ...createBreaker().snapshot(), state });
  await call(one);
  expect([one?.state, store.load.mock.calls.length]).toEqual(['open', 2]);
});

test('the store is told of whole milliseconds, rounded up', async () => {
  const { breakers, clock, store } = createFleet(1, { openMs: 1_000.25 });
  const [one] = breakers;
  await call(one, () => Promise.reject(down));
  expect(store.publish).toHaveBeenLastCalledWith('api', expect.objectContaining({ state: 'open' }), 1_001);
  await clock.advance(1_001);
  await call(one);
  expect(store.leaseProbe).toHaveBeenLastCalledWith('api', 1_001);
});

test('a snapshot of the store that is over opens nothing', async () => {
  const { breakers, store } = createFleet(1);
  store.load.mockResolvedValueOnce({ ...createBreaker().snapshot(), state: 'open', remainingMs: 0 });
  await call(breakers[0]);
  expect(breakers[0]?.state).toBe('closed');
});

test('what is shared does not disturb a probe under way', async () => {
  const { breakers, clock, store } = createFleet(1);
  const [one] = breakers;
  await call(one, () => Promise.reject(down));
  await clock.advance(10_000);
  await call(one);
  one?.run(() => new Promise(() => {}));
  await clock.advance(600);
  store.load.mockResolvedValueOnce({ ...createBreaker().snapshot(), state: 'open', remainingMs: 5_000 });
  await call(one);
  expect(one?.state).toBe('half-open');
});
