import { describe, expect, test, vi } from 'vitest';
import { type BreakerSnapshot, createBreaker } from '../src/index.ts';
import { call, createFleet } from './fleet.ts';
import { down, flushed } from './operations.ts';

describe('without its store a breaker', () => {
  test.each(['hang', 'fail'] as const)('lets calls go on, and opens, probes and closes alone: %s', async (state) => {
    const { breakers, clock, health, types } = createFleet(1);
    const [one] = breakers;
    health.state = state;
    expect(await call(one)).toBe(true);
    await call(one, () => Promise.reject(down));
    expect(one?.state).toBe('open');
    await clock.advance(10_000);
    await call(one);
    await clock.advance(1_001);
    expect(await call(one)).toBe(true);
    expect(one?.state).toBe('closed');
    expect(types()).toContain('store-error');
  });

  test('probes alone where only the lease is never answered', async () => {
    const { breakers, clock, store } = createFleet(1);
    const [one] = breakers;
    await call(one, () => Promise.reject(down));
    await clock.advance(10_000);
    store.leaseProbe.mockReturnValueOnce(new Promise(() => {}));
    expect(await call(one)).toBe(false);
    await clock.advance(1_000);
    expect(await call(one)).toBe(false);
    await clock.advance(1);
    expect(await call(one)).toBe(true);
  });

  test('sends one probe, also where the observer of the failure calls it', async () => {
    const { breakers, clock, onEvent, store } = createFleet(1);
    const [one] = breakers;
    await call(one, () => Promise.reject(down));
    await clock.advance(10_000);
    store.leaseProbe.mockReturnValueOnce(new Promise(() => {}));
    await call(one);
    const probe = vi.fn(() => new Promise(() => {}));
    onEvent.mockImplementation(({ type }) => type === 'store-error' && void one?.run(probe));
    await clock.advance(1_001);
    expect(await call(one)).toBe(false);
    expect(probe).toHaveBeenCalledTimes(1);
  });

  test('asks less and less often, half a minute apart at the most', async () => {
    const { breakers, clock, health, store } = createFleet(1);
    health.state = 'fail';
    for (let second = 0; second < 600; second++) {
      await call(breakers[0]);
      await clock.advance(1_000);
    }
    const many = store.load.mock.calls.length;
    expect(many).toBeGreaterThan(20);
    expect(many).toBeLessThan(30);
  });

  test('finds back to it', async () => {
    const { breakers, clock, health, store } = createFleet(2);
    const [one, other] = breakers;
    health.state = 'fail';
    await call(one);
    await clock.advance(2_000);
    health.state = 'well';
    await call(other, () => Promise.reject(down));
    await call(one);
    expect(one?.state).toBe('open');
    await clock.advance(500);
    await call(one);
    expect(store.load).toHaveBeenCalledTimes(4);
  });

  test('does not close by what it said before it opened', async () => {
    const { breakers, clock, health, store } = createFleet(1);
    const [one] = breakers;
    one?.reset();
    await flushed();
    health.state = 'fail';
    await call(one, () => Promise.reject(down));
    health.state = 'well';
    await clock.advance(2_000);
    await call(one);
    expect(store.load).toHaveBeenCalled();
    expect(one?.state).toBe('open');
  });

  test('ignores an answer that comes after it has opened or closed itself', async () => {
    const { breakers, store } = createFleet(1);
    const [one] = breakers;
    let answer: (snapshot: BreakerSnapshot) => void = () => {};
    store.load.mockReturnValueOnce(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    await call(one);
    const closed = { ...createBreaker().snapshot() };
    await call(one, () => Promise.reject(down));
    answer(closed);
    await flushed();
    expect(one?.state).toBe('open');
  });

  test('ignores an error that comes after it was given up', async () => {
    const { breakers, clock, store, types } = createFleet(1);
    const [one] = breakers;
    let reject: (error: Error) => void = () => {};
    store.load.mockReturnValueOnce(
      new Promise((_, rejects) => {
        reject = rejects;
      }),
    );
    await call(one);
    await clock.advance(1_001);
    await call(one);
    reject(new Error('late'));
    await flushed();
    expect(types().filter((type) => type === 'store-error')).toHaveLength(1);
  });

  test('ignores what becomes of a question about a state that is over', async () => {
    const { breakers, clock, store, types } = createFleet(1);
    const [one] = breakers;
    const rejects: ((error: Error) => void)[] = [];
    const unanswered = () => new Promise<never>((_, reject) => rejects.push(reject));
    store.publish.mockImplementationOnce(unanswered);
    await call(one, () => Promise.reject(down));
    await clock.advance(10_000);
    store.leaseProbe.mockImplementationOnce(unanswered);
    await call(one);
    one?.reset();
    for (const reject of rejects) reject(new Error('late'));
    await flushed();
    expect(rejects).toHaveLength(2);
    expect(types()).not.toContain('store-error');
  });

  test('is told of by an event with the error, also where the store throws or holds something else', async () => {
    const { breakers, clock, onEvent, store } = createFleet(1);
    const [one] = breakers;
    store.load.mockImplementationOnce(() => {
      throw down;
    });
    await call(one);
    expect(onEvent).toHaveBeenCalledWith({ type: 'store-error', name: 'api', error: down });
    await clock.advance(1_000);
    store.load.mockResolvedValueOnce({ state: 'ajar' } as never);
    await call(one);
    expect(onEvent.mock.lastCall?.[0].error.message).toMatch(/^BreakerStore: snapshot: state must be a BreakerState/);
    expect(await call(one)).toBe(true);
  });
});
