import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { createChaos, fault } from '../src/index.ts';
import { rejection, scenarioOf } from './outcomes.ts';

describe('an injection point that nothing concerns', () => {
  test('returns the very same promise', () => {
    const chaos = createChaos();
    const promise = Promise.resolve(1);
    expect(chaos.point('a', () => promise)()).toBe(promise);
    using _elsewhere = chaos.enable(scenarioOf({ points: 'b' }));
    expect(chaos.point('a', () => promise)()).toBe(promise);
  });

  test('keeps name, length and further properties of the function', () => {
    function fn(_a: number, _b: string): number {
      return 1;
    }
    Object.assign(fn, { version: 2, [promisify.custom]: () => 3 });
    const point = createChaos().point('a', fn);
    const own = Object.getOwnPropertyDescriptors(point);
    expect(own).toEqual(Object.getOwnPropertyDescriptors(fn));
  });

  test.each([0, 1, 2, 3, 4, 5, 6])(
    'passes this and exactly %i arguments on, however many the function declares',
    (count) => {
      // The number of arguments that a function declares is its length; what it is called with it tells.
      const declared = [0, 1, 2, 3, 4, 5].map((length) => {
        function tell(this: unknown, ...args: unknown[]): unknown[] {
          return [this, args.length, ...args];
        }
        return Object.defineProperty(tell, 'length', { value: length });
      });
      const args = Array.from({ length: count }, (_, index) => index);
      const self = {};
      for (const fn of declared) {
        const chaos = createChaos();
        const point = chaos.point('a', fn);
        expect(point.apply(self, args)).toEqual([self, count, ...args]); // not known yet
        expect(point.apply(self, args)).toEqual([self, count, ...args]);
        using _armed = chaos.enable(scenarioOf({ points: 'b' }));
        expect(point.apply(self, args)).toEqual([self, count, ...args]);
      }
    },
  );

  test('throws what the function throws, undefined included', () => {
    const chaos = createChaos();
    const point = chaos.point('a', () => {
      throw undefined;
    });
    let thrown: unknown = 'nothing';
    try {
      point();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeUndefined();
  });

  test('refuses what is no name, no function and no option', () => {
    const { point } = createChaos();
    expect(() => point('', () => 1)).toThrow(new RangeError('point: name must be a string that is not empty, got ""'));
    expect(() => point('a', 5 as never)).toThrow(new TypeError('point: fn must be a function, got 5'));
    expect(() => point('a', () => 1, { sync: true } as never)).toThrow(/^point: unknown option sync/);
  });
});

describe('a fault at an injection point', () => {
  test('rejects where the function is async, although it has never been called', async () => {
    const chaos = createChaos();
    const point = chaos.point('a', async () => 1);
    using _armed = chaos.enable(scenarioOf());
    expect(await rejection(point())).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('rejects where the function has returned a promise before, while nothing was armed', async () => {
    const chaos = createChaos();
    const point = chaos.point('a', () => Promise.resolve(1));
    await point();
    using _armed = chaos.enable(scenarioOf());
    expect(await rejection(point())).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('rejects where it was a promise of another realm', async () => {
    const chaos = createChaos();
    const point = chaos.point('a', runInNewContext('() => Promise.resolve(1)') as () => Promise<number>);
    await point();
    using _armed = chaos.enable(scenarioOf());
    expect(await rejection(point())).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('throws where the function has returned no promise, or has never been called', () => {
    const chaos = createChaos();
    const [known, unknown] = [chaos.point('a', () => 1), chaos.point('a', () => Promise.resolve(1))];
    known();
    using _armed = chaos.enable(scenarioOf());
    expect(known).toThrow('connect ECONNREFUSED');
    expect(unknown).toThrow('connect ECONNREFUSED');
  });

  test('does as the option async says', async () => {
    const chaos = createChaos();
    const rejecting = chaos.point('a', () => Promise.resolve(1), { async: true });
    const throwing = chaos.point('a', async () => 1, { async: false });
    using _armed = chaos.enable(scenarioOf());
    expect(await rejection(rejecting())).toMatchObject({ code: 'ECONNREFUSED' });
    expect(throwing).toThrow('connect ECONNREFUSED');
  });

  test('is learnt of a function that is called for the first time while something else is armed', async () => {
    const chaos = createChaos();
    const point = chaos.point('a', () => Promise.resolve(1));
    using _elsewhere = chaos.enable(scenarioOf({ points: 'b' }));
    await point();
    using _armed = chaos.enable(scenarioOf());
    expect(await rejection(point())).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('comes at methods that were taken off the chaos', () => {
    const { point, enable, run, kill, snapshot, history, instrument } = createChaos();
    const one = point('a', () => 1);
    expect(run(scenarioOf({ fault: fault.drop() }), one)).toBeUndefined();
    enable(scenarioOf());
    kill('enough');
    expect(instrument({ one }, {}).one()).toBe(1);
    expect([snapshot().scenarios, history().length]).toEqual([[], 1]);
  });
});
