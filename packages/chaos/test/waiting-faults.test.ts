import { getEventListeners } from 'node:events';
import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { createChaos, fault } from '../src/index.ts';
import { disturbed } from './disturbed.ts';
import { rejection, scenarioOf, withFault } from './outcomes.ts';

describe('fault.hang', () => {
  test.each(['stop', 'kill', 'ttl', 'dispose'] as const)(
    'holds a call until the scenario ends by %s, then makes it',
    async (how) => {
      const { clock, chaos, handle, made, end } = disturbed(fault.hang());
      await clock.advance(599_999);
      expect(made).not.toHaveBeenCalled();
      if (how === 'stop') handle.stop();
      if (how === 'kill') chaos.kill('enough');
      if (how === 'dispose') await chaos[Symbol.asyncDispose]();
      await clock.advance(how === 'ttl' ? 1 : 0);
      expect(end.outcome).toBe('real');
      expect(clock.pending).toBe(0);
    },
  );

  test('ends at once when the signal aborts, also one that is aborted already', async () => {
    const controller = new AbortController();
    const { clock, handle, end } = disturbed(fault.hang(), undefined, [controller.signal]);
    await clock.advance(5);
    controller.abort('enough');
    await clock.advance(0);
    expect(end).toEqual({ at: 5, outcome: 'enough' });
    handle.stop();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(clock.pending).toBe(0);
    const late = disturbed(fault.hang(), undefined, [controller.signal]);
    await late.clock.advance(0);
    expect(late.end.outcome).toBe('enough');
  });

  test('after the call holds its answer', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    const made = vi.fn(async () => 1);
    const handle = chaos.enable(scenarioOf({ fault: fault.hang(), at: 'after' }));
    const answer = chaos.point('a', made)();
    await clock.advance(10_000);
    expect(made).toHaveBeenCalled();
    handle.stop();
    expect(await answer).toBe(1);
  });
});

describe('fault.slowdown', () => {
  const takes = (clock: () => ReturnType<typeof createFakeClock>, ms: number, outcome: () => unknown) => () =>
    new Promise((resolve) => clock().setTimeout(() => resolve(outcome()), ms));

  test('multiplies what the call really takes, also when it fails, wherever it stands', async () => {
    for (const at of ['before', 'after'] as const) {
      const clock = createFakeClock();
      const chaos = createChaos({ clock });
      const real = new Error('real');
      const point = chaos.point(
        'a',
        takes(
          () => clock,
          100,
          () => Promise.reject(real),
        ),
        { async: true },
      );
      using _armed = chaos.enable(scenarioOf({ fault: fault.slowdown(3), at }));
      const failed = rejection(point()).then((error) => [clock.now(), error]);
      await clock.advance(500);
      expect(await failed).toEqual([300, real]);
    }
  });

  test('passes on what the call fails with, also when an abort ends the wait', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    const controller = new AbortController();
    const own = new Error('own');
    const point = chaos.point(
      'a',
      (signal: AbortSignal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(own), { once: true })),
      { async: true },
    );
    using _armed = chaos.enable(withFault(fault.slowdown(3)));
    const failed = rejection(point(controller.signal)).then((error) => [clock.now(), error]);
    await clock.advance(100);
    controller.abort(new Error('enough'));
    await clock.advance(0);
    expect(await failed).toEqual([100, own]);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  test('grows along a ramp', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    const point = chaos.point(
      'a',
      takes(
        () => clock,
        10,
        () => clock.now(),
      ),
      { async: true },
    );
    using _armed = chaos.enable(withFault(fault.slowdown({ from: 1, to: 5, overMs: 1_000 })));
    const tookAt = async (ms: number) => {
      await clock.advance(ms - clock.now());
      const start = clock.now();
      const end = point().then(() => clock.now() - start);
      await clock.advance(100);
      return end;
    };
    expect([await tookAt(0), await tookAt(500), await tookAt(2_000)]).toEqual([10, 30, 50]);
  });

  test.each([0.5, Number.NaN, Infinity])('refuses the multiplier %d', (multiplier) => {
    const message = `must be a finite number >= 1, got ${multiplier}`;
    expect(() => fault.slowdown(multiplier)).toThrow(new RangeError(`fault.slowdown: multiplier ${message}`));
    const ramp = { from: 1, to: multiplier, overMs: 1 };
    expect(() => fault.slowdown(ramp)).toThrow(new RangeError(`fault.slowdown: multiplier.to ${message}`));
  });

  test('refuses what is no ramp', () => {
    expect(() => fault.slowdown({} as never)).toThrow(
      new TypeError('fault.slowdown: multiplier must be a number or a ramp, got an object'),
    );
    expect(() => fault.slowdown({ from: 1, to: 2, overMs: -1 })).toThrow(
      new RangeError('fault.slowdown: multiplier.overMs must be a finite number >= 0, got -1'),
    );
  });
});
