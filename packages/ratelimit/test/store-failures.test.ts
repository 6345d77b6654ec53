import { describe, expect, test } from 'vitest';
import { limiterOver } from './limiter-over.ts';

describe('a store that does not answer', () => {
  test('is waited for 100 ms, and then the limit holds in this process', async () => {
    const { limiter, clock, state, events } = limiterOver({ localShare: 0.5 });
    state.way = 'silent';
    const decisions = Promise.all(Array.from({ length: 7 }, () => limiter.consume('key')));
    await clock.advance(99);
    expect(limiter.stats().degraded).toBe(0);
    await clock.advance(1);
    const all = await decisions;
    expect(all.map(({ allowed }) => allowed)).toEqual([true, true, true, true, true, false, false]);
    expect(all[0]).toMatchObject({ limit: 5, degraded: 'local' });
    expect(events[0]).toMatchObject({
      type: 'degraded',
      error: { message: 'The store did not answer within 100 ms.' },
    });
    expect(limiter.stats()).toMatchObject({ degraded: 7, keys: 1 });
    expect(clock.pending).toBe(0);
  });

  test('is watched by one timer for all batches, each with its own time', async () => {
    const { limiter, clock, state } = limiterOver({ batch: false });
    state.way = 'silent';
    const done: string[] = [];
    for (const key of ['a', 'b']) {
      void limiter.consume(key).then(() => done.push(key));
      await clock.advance(60);
      expect(clock.pending).toBe(1);
    }
    expect(done).toEqual(['a']);
    await clock.advance(40);
    expect([done, clock.pending]).toEqual([['a', 'b'], 0]);
  });

  test('is watched on for one batch when it has answered another', async () => {
    const { limiter, clock, state } = limiterOver({ batch: false });
    const answered = limiter.consume('a');
    state.way = 'silent';
    const silent = limiter.consume('b');
    expect(await answered).toMatchObject({ degraded: false });
    expect(clock.pending).toBe(1);
    await clock.advance(100);
    expect(await silent).toMatchObject({ degraded: 'local' });
  });

  test('leaves one token at least to each process, however small its share', async () => {
    const { limiter, state } = limiterOver({ localShare: 0.01 });
    state.way = 'failing';
    expect(await limiter.consume('key')).toMatchObject({ allowed: true, limit: 1, degraded: 'local' });
    expect(await limiter.consume('key')).toMatchObject({ allowed: false, degraded: 'local' });
  });

  test('is left alone for a second after five failures, and then asked by one', async () => {
    const { limiter, clock, state, decide, told } = limiterOver({ batch: false });
    state.way = 'failing';
    for (let call = 0; call < 9; call++) expect(await limiter.consume('key')).toMatchObject({ degraded: 'local' });
    expect(decide).toHaveBeenCalledTimes(5);
    await clock.advance(1_000);
    await Promise.all([limiter.consume('key'), limiter.consume('key')]);
    expect(decide).toHaveBeenCalledTimes(6);
    state.way = 'well';
    await clock.advance(1_000);
    expect(await limiter.consume('key')).toMatchObject({ degraded: false });
    expect(await limiter.consume('key')).toMatchObject({ degraded: false });
    expect(told()).toEqual(['degraded', 'recovered']);
  });

  test('is asked by one batch after its rest, also where a turn has two', async () => {
    const { limiter, clock, state, decide } = limiterOver();
    state.way = 'failing';
    for (let call = 0; call < 5; call++) await limiter.consume('key');
    await clock.advance(1_000);
    state.way = 'well';
    const policies = [{ limit: 1, windowMs: 1_000 }];
    const decisions = await Promise.all([limiter.consume('key'), limiter.consume('key', { policies })]);
    expect(decisions.map(({ degraded }) => degraded)).toEqual([false, 'local']);
    expect(decide).toHaveBeenCalledTimes(6);
  });

  test('answers too late for its batch, and is not believed', async () => {
    const { limiter, clock, state, decide } = limiterOver();
    let answer: (figures: number[]) => void = () => {};
    decide.mockReturnValueOnce(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    const late = limiter.consume('key');
    await clock.advance(100);
    answer([1, 0, 1, 1, 1]);
    expect(await late).toMatchObject({ allowed: true, degraded: 'local' });
    let refuse: (error: unknown) => void = () => {};
    decide.mockReturnValueOnce(
      new Promise((_, reject) => {
        refuse = reject;
      }),
    );
    const later = limiter.consume('key');
    await clock.advance(100);
    refuse(new Error('late'));
    expect(await later).toMatchObject({ degraded: 'local' });
    expect(state.way).toBe('well');
  });

  test('keeps the first in a line waiting, and lets it have what there is then', async () => {
    const { limiter, clock, state } = limiterOver();
    state.way = 'silent';
    const waiting = limiter.wait('key', { maxWaitMs: 10 });
    await clock.advance(100);
    expect(await waiting).toMatchObject({ allowed: true, degraded: 'local' });
  });

  test('is waited for without end when it is told so', async () => {
    const { limiter, clock, state } = limiterOver({ timeoutMs: Infinity });
    state.way = 'silent';
    void limiter.consume('key');
    await clock.advance(1e6);
    expect([clock.pending, limiter.stats().degraded]).toEqual([0, 0]);
  });

  test.each([[[1]], [undefined], [['1', '0', '1', '1', '1']], [[1n, 0n, 1n, 1n, 1n]], [[1, Number.NaN, 1, 1, 1]]])(
    'or answers with what is no answer: %o',
    async (figures) => {
      const { limiter, decide, events } = limiterOver();
      decide.mockResolvedValueOnce(figures as number[]);
      expect(await limiter.consume('key')).toMatchObject({ degraded: 'local' });
      expect(events[0]).toMatchObject({ error: new TypeError('The store must answer with 5 integers.') });
    },
  );

  test('and that throws at once, is no different', async () => {
    const { limiter, state } = limiterOver();
    state.way = 'throwing';
    expect(await limiter.consume('key')).toMatchObject({ allowed: true, degraded: 'local' });
    await limiter.refund('key');
    expect(await limiter.peek('key')).toMatchObject({ remaining: 10, degraded: 'local' });
  });

  test('lets all pass, or none, when it is told to', async () => {
    const open = limiterOver({ onStoreError: 'open' });
    const closed = limiterOver({ onStoreError: 'closed' });
    open.state.way = 'failing';
    closed.state.way = 'failing';
    expect(await open.limiter.consume('key', 99)).toMatchObject({ allowed: true, remaining: 10, degraded: 'open' });
    expect(await closed.limiter.consume('key')).toMatchObject({
      allowed: false,
      retryAfterMs: 1_000,
      degraded: 'closed',
    });
  });

  test('cannot be told of a block or a reset, which then hold in this process', async () => {
    const { limiter, clock, state } = limiterOver();
    state.way = 'failing';
    await expect(limiter.block('key', 9_000)).rejects.toThrow('refused');
    expect(await limiter.consume('key')).toMatchObject({ allowed: false, degraded: 'local' });
    state.way = 'silent';
    const reset = limiter.reset('key');
    const rejected = expect(reset).rejects.toThrow('The store did not answer within 100 ms.');
    await clock.advance(100);
    await rejected;
    state.way = 'failing';
    expect(await limiter.consume('key')).toMatchObject({ allowed: true, degraded: 'local' });
  });
});
