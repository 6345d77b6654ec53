import { getEventListeners } from 'node:events';
import { createFakeClock } from '@scry/internal/fake-clock';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createChaos, type Fault, fault, injectedBy } from '../src/index.ts';
import { disturbed } from './disturbed.ts';
import { outcomeOf, recorder, rejection, scenarioOf, withFault } from './outcomes.ts';

afterEach(() => void vi.useRealTimers());

describe('fault.error', () => {
  test('fails with the very Error given, with what a function makes of the call, or with one by name', () => {
    const mine = new Error('mine');
    const chaos = createChaos();
    const point = chaos.point('a', (_id: number) => 1, { async: false });
    const thrown = (each: Fault) => {
      using _armed = chaos.enable(withFault(each));
      try {
        return point(7);
      } catch (error) {
        return error;
      }
    };
    expect(thrown(fault.error(mine))).toBe(mine);
    expect(thrown(fault.error(({ point: name, args }) => ({ name, args })))).toMatchObject({ name: 'a', args: [7] });
    expect(thrown(fault.error('brokenPipe'))).toMatchObject({ code: 'EPIPE', syscall: 'write' });
    expect(thrown(fault.error(() => 'text'))).toBe('text');
    expect(thrown(fault.error(() => null))).toBe(null);
  });

  test('marks the error with who injected it, where no serializer sees it', async () => {
    const chaos = createChaos({ seed: 'abc' });
    const point = chaos.point('a', async () => 1);
    using _armed = chaos.enable(scenarioOf());
    const error = await rejection(point());
    expect(injectedBy(error)).toEqual({ scenario: 'test', point: 'a', arming: 1, call: 1, seed: 'abc' });
    expect(Object.keys(Object(error))).not.toContain('chaos');
    expect(injectedBy(new Error('real'))).toBeUndefined();
    expect(injectedBy('text')).toBeUndefined();
    expect(injectedBy({ chaos: 'monkey' })).toBeUndefined();
  });

  test('survives an error that cannot be marked, and one that cannot be read', () => {
    const chaos = createChaos();
    const frozen = Object.freeze(new Error('frozen'));
    using _armed = chaos.enable(withFault(fault.error(frozen)));
    expect(chaos.point('a', () => 1)).toThrow(frozen);
    const hostile = new Proxy(new Error('x'), {
      has() {
        throw new Error('hands off');
      },
    });
    expect(injectedBy(hostile)).toBeUndefined();
  });

  test('refuses what is none of these', () => {
    expect(() => fault.error('refusd' as 'refused')).toThrow(
      /^fault.error: spec must be refused, reset, timedOut, dns/,
    );
    expect(() => fault.error({} as Error)).toThrow('must be an Error, a function or a name in errors, got an object');
  });
});

describe('fault.latency', () => {
  test('lets a call take so much longer, and never less', async () => {
    const { clock, made, end } = disturbed(fault.latency(100));
    await clock.advance(99);
    expect(made).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(end).toEqual({ at: 100, outcome: 'real' });
  });

  test('comes after the call with at after', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    const made = vi.fn(async () => 1);
    using _armed = chaos.enable(scenarioOf({ fault: fault.latency(100), at: 'after' }));
    const answer = chaos.point('a', made)();
    await clock.advance(0);
    expect(made).toHaveBeenCalled();
    await clock.advance(100);
    expect(await answer).toBe(1);
  });

  test.each([
    ['an argument', (signal: AbortSignal) => signal],
    ['the signal of an argument', (signal: AbortSignal) => ({ signal })],
  ])('ends at once when %s aborts, and leaves no timer and no listener', async (_where, arg) => {
    const controller = new AbortController();
    const hostile = Object.defineProperty({}, 'signal', {
      get() {
        throw new Error('hands off');
      },
    });
    const { clock, handle, made, end } = disturbed(fault.latency(1_000), undefined, [
      hostile,
      null,
      { signal: 'none' },
      arg(controller.signal),
    ]);
    await clock.advance(10);
    controller.abort(new Error('enough'));
    await clock.advance(0);
    expect(end).toEqual({ at: 10, outcome: new Error('enough') });
    expect(made).not.toHaveBeenCalled();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    handle.stop();
    expect(clock.pending).toBe(0);
  });

  test('runs to its end when the scenario is stopped, and then disturbs no more', async () => {
    const { clock, chaos, end } = disturbed(fault.chain(fault.latency(100), fault.error('reset')));
    await clock.advance(50);
    chaos.kill('enough');
    await clock.advance(49);
    expect(end.outcome).toBeUndefined();
    await clock.advance(1);
    expect(end).toEqual({ at: 100, outcome: 'real' });
  });

  test('is controlled by the fake timers of a test framework', async () => {
    vi.useFakeTimers();
    const chaos = createChaos();
    using _armed = chaos.enable(withFault(fault.latency(60_000)));
    const answer = chaos.point('a', async () => 1)();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(chaos.snapshot().disturbing).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toBe(1);
  });

  test('takes a distribution: what is below 0 counts as 0, what is no number fails the call', async () => {
    const below = disturbed(fault.latency(() => -5));
    await below.clock.advance(0);
    expect(below.end).toEqual({ at: 0, outcome: 'real' });
    const chaos = createChaos();
    using _armed = chaos.enable(withFault(fault.latency(() => Number.NaN)));
    expect(chaos.point('a', () => 1)).toThrow(
      'fault.latency: a delay of the distribution must be a finite number, got NaN',
    );
    const error = await rejection(chaos.point('a', async () => 1)());
    expect(injectedBy(error)).toMatchObject({ scenario: 'test', call: 2 });
  });

  test('refuses a negative one', () => {
    expect(() => fault.latency(-1)).toThrow(new RangeError('fault.latency: ms must be a finite number >= 0, got -1'));
  });
});

describe('fault.result and fault.drop', () => {
  test('answer without the call', async () => {
    const { clock, made, end } = disturbed(fault.result(null));
    const dropped = disturbed(fault.drop());
    await clock.advance(0);
    await dropped.clock.advance(0);
    expect([end.outcome, dropped.end.outcome]).toEqual([null, undefined]);
    expect([made, dropped.made].flatMap(({ mock }) => mock.calls)).toEqual([]);
  });

  test('with at after answer in place of what was answered', async () => {
    const chaos = createChaos();
    const made = vi.fn(async () => 'real');
    using _armed = chaos.enable(scenarioOf({ fault: fault.result('other'), at: 'after' }));
    expect(await chaos.point('a', made)()).toBe('other');
    expect(made).toHaveBeenCalledTimes(1);
  });

  test('give out copies of a Response, which can be read only once', async () => {
    const chaos = createChaos();
    using _armed = chaos.enable(withFault(fault.result(new Response('busy', { status: 503 }))));
    const point = chaos.point('a', async () => new Response());
    expect([await (await point()).text(), await (await point()).text()]).toEqual(['busy', 'busy']);
  });
});

describe('fault.oneOf and fault.chain', () => {
  test('oneOf chooses by weight', () => {
    const chaos = createChaos({ seed: 7 });
    using _armed = chaos.enable(
      withFault(
        fault.oneOf([
          [3, fault.result('often')],
          [1, fault.result('seldom')],
        ]),
      ),
    );
    const point = chaos.point('a', () => 'never', { async: false });
    const seen = Array.from({ length: 4_000 }, point);
    expect(seen).not.toContain('never');
    expect(seen.filter((each) => each === 'often').length / 4_000).toBeCloseTo(0.75, 1);
  });

  test('chain goes from one to the next, and ends with the first that ends a call', async () => {
    const { clock, made, end } = disturbed(
      fault.chain(fault.latency(10), fault.slowdown(2), fault.latency(20), fault.result(1), fault.error('reset')),
    );
    await clock.advance(30);
    expect(end).toEqual({ at: 30, outcome: 1 });
    expect(made).not.toHaveBeenCalled();
  });

  test('after the call chain goes on the same way', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    using _armed = chaos.enable(
      scenarioOf({ at: 'after', fault: fault.chain(fault.latency(10), fault.hang(), fault.error('reset')) }),
    );
    const answer = chaos.point('a', async () => 1)();
    await clock.advance(10);
    chaos.kill('over');
    expect(await answer).toBe(1);
    using _again = chaos.enable(
      scenarioOf({ at: 'after', fault: fault.chain(fault.latency(10), fault.error('reset')) }),
    );
    const failed = rejection(chaos.point('a', async () => 1)());
    await clock.advance(10);
    expect(await failed).toMatchObject({ code: 'ECONNRESET' });
  });

  test('refuse what is empty, weightless or no fault', () => {
    expect(() => fault.chain()).toThrow('fault.chain: faults must be a list that is not empty, got an object');
    expect(() => fault.oneOf([])).toThrow('fault.oneOf: weighted must be a list that is not empty, got an object');
    expect(() => fault.oneOf([[0, fault.drop()]])).toThrow('fault.oneOf: a weight must be a finite number > 0, got 0');
    expect(() => fault.oneOf([[Infinity, fault.drop()]])).toThrow('a weight must be a finite number > 0, got Infinity');
    expect(() => fault.oneOf([[1, {} as Fault]])).toThrow('fault.oneOf: a fault must be a fault, got an object');
    expect(() => fault.chain({} as Fault)).toThrow('fault.chain: a fault must be a fault, got an object');
  });
});

describe('a synchronous function', () => {
  test('cannot wait: what takes time is left out, and the observer is told', () => {
    const { events, onEvent } = recorder();
    const chaos = createChaos({ onEvent });
    const point = chaos.point('a', () => 'real');
    point();
    using armed = chaos.enable(withFault(fault.latency(10)));
    expect(point()).toBe('real');
    expect(armed.injections).toBe(0);
    expect(events.at(-1)).toEqual({ type: 'skipped', name: 'test', point: 'a', call: 1, reason: 'synchronous' });
    expect(chaos.snapshot().scenarios).toMatchObject([{ calls: 1, injections: 0, skipped: 1 }]);
    using _chain = chaos.enable(scenarioOf({ name: 'chain', fault: fault.chain(fault.hang(), fault.error('reset')) }));
    expect(outcomeOf(point)).toBe('error');
    expect(chaos.history()).toMatchObject([{ scenario: 'chain', fault: 'error' }]);
  });
});
