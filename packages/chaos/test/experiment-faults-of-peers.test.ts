// What went wrong in Chaos Toolkit and Litmus, by the issues that name it, and does not go wrong here.
import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import type { Action, Experiment, Probe } from '../src/experiment.ts';
import { chaosOn, fakeSystem, run, stepsOf } from './experiments.ts';
import { reported, scenarioOf } from './outcomes.ts';

const hang: Action = { name: 'hangs', run: () => new Promise(() => {}) };
const fails: Action = { name: 'fails', run: () => Promise.reject(new Error('no')) };

describe('Chaos Toolkit', () => {
  test.each<[after: string, method: readonly (Action | Probe)[], changes: Partial<Experiment>]>([
    ['an action that fails', [fails], {}],
    ['an interrupt', [hang], { timeoutMs: 10 }],
    ['a guardrail', [hang], { guardrails: [{ name: 'g', run: () => 1, tolerance: 2 }] }],
    ['a deviation', [{ name: 'p', run: () => 1, tolerance: 2 }], {}],
  ])('skipped roll-backs on failure and interrupt (#195, #258): here they run after %s', async (_, method, changes) => {
    const { breaking, done } = fakeSystem();
    const back = vi.fn();
    await run({ name: 'x', method: [breaking, ...method], rollbacks: [{ name: 'back', run: back }], ...changes });
    expect(done).toEqual(['broken', 'mended']);
    expect(back).toHaveBeenCalledTimes(1);
  });

  test('ran roll-backs although nothing was armed (#168): here they do not', async () => {
    const back = vi.fn();
    const rollbacks = [{ name: 'back', run: back }];
    const method = [{ name: 'never', run: back, undo: back }];
    await run({ name: 'x', steadyState: [{ name: 'p', run: () => 1, tolerance: 2 }], method, rollbacks });
    await run({ name: 'x', method, rollbacks }, { signal: AbortSignal.abort() });
    await run({ name: 'x', rollbacks });
    expect(back).not.toHaveBeenCalled();
  });

  test('undid what was never armed (#168): here only what was begun, the action that failed included', async () => {
    const undone: string[] = [];
    const action = (name: string, fails: boolean) => ({
      name,
      run: () => (fails ? Promise.reject(new Error('no')) : undefined),
      undo: () => undone.push(name),
    });
    await run({ name: 'x', method: [action('a', false), action('b', true), action('c', false)] });
    expect(undone).toEqual(['b', 'a']);
  });

  test('was green although the roll-back broke the system (lib #94): here that is not recovered', async () => {
    const { system, stands } = fakeSystem();
    const breaks = { name: 'back', run: () => void Object.assign(system, { answers: false }) };
    const { journal } = await run({
      name: 'x',
      steadyState: [stands],
      method: [{ name: 'm', run: () => {} }],
      rollbacks: [breaks],
    });
    expect(stepsOf(journal)).toEqual([
      'before stands',
      'method m',
      'after stands',
      'rollback back',
      'recovery stands not met',
    ]);
    expect(journal.outcome).toBe('not-recovered');
  });

  test.each([
    ['throws', () => Promise.reject(new Error('no')), 'failed'],
    ['hangs', () => new Promise(() => {}), 'failed'],
  ])(
    'a roll-back that %s does not keep the next ones from running, and is not recovered',
    async (_, broken, status) => {
      const { breaking, done } = fakeSystem();
      const { journal } = await run({
        name: 'x',
        method: [breaking, { name: 'm', run: () => {}, undo: broken }],
        rollbacks: [
          { name: 'back', run: broken },
          { name: 'last', run: () => done.push('last') },
        ],
      });
      expect(done).toEqual(['broken', 'mended', 'last']);
      expect(journal.steps.find(({ name, phase }) => name === 'm' && phase === 'rollback')).toMatchObject({
        kind: 'undo',
        status,
      });
      expect(journal.outcome).toBe('not-recovered');
    },
  );
});

describe('Litmus', () => {
  test.each([
    ['throws', () => Promise.reject(new Error('the probe is broken'))],
    [
      'throws at once',
      () => {
        throw new Error('the probe is broken');
      },
    ],
    ['hangs', () => new Promise(() => {})],
  ])(
    'died of its own error on the abort path (#4991): here a guardrail that %s ends the experiment',
    async (_, broken) => {
      const { breaking, done } = fakeSystem();
      const guardrails = [{ name: 'broken', run: broken, tolerance: true, timeoutMs: 100 }];
      const { journal } = await run({ name: 'x', method: [breaking, hang], guardrails });
      expect(done).toEqual(['broken', 'mended']);
      expect(journal).toMatchObject({ outcome: 'aborted', abort: { by: 'guardrail' } });
      expect(journal.abort?.reason).toMatch(/^broken failed: /);
    },
  );

  test('kept running while it reverted (#409): here nothing of the method begins after the roll-back did', async () => {
    const clock = createFakeClock();
    const { chaos } = chaosOn(clock);
    const order: string[] = [];
    const method = [
      { name: 'a', run: () => void order.push('a'), undo: () => order.push('undo a'), pauseAfterMs: 100 },
      { name: 'background', run: () => void order.push('background'), pauseBeforeMs: 120, background: true },
      { name: 'b', run: () => void order.push('b'), pauseBeforeMs: 50 },
    ];
    const { journal } = await run({ name: 'x', faults: [scenarioOf()], method, timeoutMs: 110 }, { chaos, clock });
    expect(order).toEqual(['a', 'undo a']);
    expect(journal.durationMs).toBe(110);
    expect(chaos.armed).toBe(0);
  });

  test('the abort path holds although every observer and control throws', async () => {
    using warning = reported();
    const { breaking, done } = fakeSystem();
    const odd = () => {
      throw new Error('odd');
    };
    const controls = [{ name: 'c', before: odd, after: odd }];
    const { journal } = await run({ name: 'x', method: [breaking, hang], controls, timeoutMs: 10 }, { onEvent: odd });
    expect(done).toEqual(['broken', 'mended']);
    expect(journal.outcome).toBe('aborted');
    expect(warning).toHaveBeenCalled();
  });
});
