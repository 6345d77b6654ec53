import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { exitCodeOf, type Outcome, runExperiment } from '../src/experiment.ts';
import { chaosOn, fakeSystem, run, stepsOf } from './experiments.ts';
import { reported, scenarioOf } from './outcomes.ts';

describe('an experiment', () => {
  test('goes from steady state over faults and method to steady state, roll-back and recovery', async () => {
    const clock = createFakeClock();
    const { chaos, call } = chaosOn(clock);
    const order: unknown[] = [];
    const note = (name: string) => () => void order.push([name, chaos.armed]);
    const { journal } = await run(
      {
        name: 'order',
        steadyState: [
          { name: 'one', run: note('one'), tolerance: () => true },
          { name: 'two', run: note('two'), tolerance: () => true },
        ],
        faults: [scenarioOf({ name: 'first' }), scenarioOf({ name: 'second' })],
        method: [
          { name: 'act', run: note('act'), undo: note('undo act') },
          { name: 'call', run: () => call().catch(() => 'failed'), tolerance: 'failed' },
          { name: 'act again', run: note('act again'), undo: note('undo act again') },
        ],
        rollbacks: [
          { name: 'back', run: note('back') },
          { name: 'back again', run: note('back again') },
        ],
      },
      { chaos },
    );
    expect(stepsOf(journal)).toEqual([
      ...['before one', 'before two', 'faults first', 'faults second', 'method act', 'method call', 'method act again'],
      ...['after one', 'after two', 'rollback act again', 'rollback act', 'rollback second', 'rollback first'],
      ...['rollback back', 'rollback back again', 'recovery one', 'recovery two'],
    ]);
    expect(order).toEqual([
      ...[
        ['one', 0],
        ['two', 0],
        ['act', 2],
        ['act again', 2],
        ['one', 2],
        ['two', 2],
      ],
      ...[
        ['undo act again', 2],
        ['undo act', 2],
        ['back', 0],
        ['back again', 0],
        ['one', 0],
        ['two', 0],
      ],
    ]);
    expect(journal).toMatchObject({ outcome: 'completed', seed: '42', startedAt: '1970-01-01T00:00:00.000Z' });
  });

  test('that is empty is complete', async () => {
    const { journal } = await run({ name: 'nothing' });
    expect(journal).toEqual({
      ...{ version: 1, experiment: 'nothing', outcome: 'completed', startedAt: '1970-01-01T00:00:00.000Z' },
      ...{ durationMs: 0, steps: [], injections: [], injectionsLeftOut: 0 },
    });
  });

  test('has deviated where the steady state does not hold under the faults', async () => {
    const { system, stands, breaking } = fakeSystem();
    const { journal } = await run({ name: 'x', steadyState: [stands], method: [breaking] });
    expect(stepsOf(journal)).toEqual([
      ...['before stands', 'method break', 'after stands not met', 'rollback break', 'recovery stands'],
    ]);
    expect(journal.outcome).toBe('deviated');
    expect(system.answers).toBe(true);
  });

  test('has deviated where a probe of its method has an answer that is not fine, and goes on', async () => {
    const { breaking, done } = fakeSystem();
    const probe = { name: 'status', run: () => ({ status: 500 }), tolerance: 200 };
    const failing = { name: 'fails', run: () => Promise.reject(new Error('no')), tolerance: 200 };
    const { journal } = await run({ name: 'x', method: [probe, failing, breaking] });
    expect(journal.outcome).toBe('deviated');
    expect(done).toEqual(['broken', 'mended']);
    expect(journal.steps[0]).toMatchObject({
      kind: 'probe',
      status: 'succeeded',
      met: false,
      output: '{"status":500}',
    });
    expect(journal.steps[1]).toMatchObject({ kind: 'probe', status: 'failed', met: false, error: 'Error: no' });
  });

  test('begins nothing where the system is not in its steady state', async () => {
    const { system, stands, breaking, done } = fakeSystem();
    system.answers = false;
    const back = vi.fn();
    const { journal } = await run({
      name: 'x',
      steadyState: [stands, { ...stands, name: 'never asked' }],
      method: [breaking],
      rollbacks: [{ name: 'back', run: back }],
    });
    expect(done).toEqual(['asked']);
    expect(back).not.toHaveBeenCalled();
    expect(journal).toMatchObject({
      outcome: 'aborted',
      abort: { by: 'steady-state', reason: 'the system was not in its steady state' },
    });
  });

  test('takes a tolerance that throws for one that is not met', async () => {
    const tolerance = () => {
      throw new Error('odd');
    };
    const { journal } = await run({ name: 'x', steadyState: [{ name: 'p', run: () => 1, tolerance }] });
    expect(journal.outcome).toBe('aborted');
    expect(journal.steps).toMatchObject([{ status: 'failed', met: false, output: '1', error: 'Error: odd' }]);
  });

  test('waits for what runs in the background, and rolls it back', async () => {
    const clock = createFakeClock();
    const done: string[] = [];
    const slow = () => new Promise<void>((resolve) => void clock.setTimeout(() => resolve(void done.push('slow')), 50));
    const { journal } = await run(
      {
        name: 'x',
        method: [
          { name: 'load', run: slow, undo: () => done.push('undo load'), background: true },
          { name: 'act', run: () => done.push('act') },
        ],
        rollbacks: [
          { name: 'back', run: slow, background: true },
          { name: 'back again', run: () => done.push('back again') },
        ],
      },
      { clock },
    );
    expect(done).toEqual(['act', 'slow', 'undo load', 'back again', 'slow']);
    expect(stepsOf(journal)).toEqual([
      ...['method act', 'method load', 'rollback load', 'rollback back again', 'rollback back'],
    ]);
    expect(journal.outcome).toBe('completed');
  });

  test('pauses before and after an activity, and notes when it began and how long it took', async () => {
    const clock = createFakeClock();
    const run = () => new Promise<void>((resolve) => void clock.setTimeout(resolve, 30));
    const running = runExperiment(
      { name: 'x', method: [{ name: 'a', run, pauseBeforeMs: 100, pauseAfterMs: 200 }] },
      { clock, processSignals: [] },
    );
    await clock.advance(1_000);
    expect(await running).toMatchObject({ durationMs: 330, steps: [{ atMs: 100, durationMs: 30 }] });
    expect(clock.pending).toBe(0);
  });
});

test('each outcome has an exit code', () => {
  const outcomes: readonly Outcome[] = ['completed', 'deviated', 'invalid', 'aborted', 'not-recovered'];
  expect(outcomes.map(exitCodeOf)).toEqual([0, 1, 2, 3, 4]);
});

test('an observer that throws changes nothing', async () => {
  using _warning = reported();
  const onEvent = () => {
    throw new Error('odd');
  };
  expect((await run({ name: 'x' }, { onEvent })).journal.outcome).toBe('completed');
});

test('a thousand experiments leave no timer, no listener and nothing armed', async () => {
  const clock = createFakeClock();
  const { chaos, scenario } = chaosOn(clock);
  const listeners = process.listenerCount('SIGTERM');
  const stop = new AbortController();
  const add = vi.spyOn(stop.signal, 'addEventListener');
  const remove = vi.spyOn(stop.signal, 'removeEventListener');
  for (let i = 0; i < 1_000; i++) {
    const { outcome } = await runExperiment({ name: 'x', faults: [scenario] }, { chaos, clock, signal: stop.signal });
    expect(outcome).toBe('completed');
  }
  expect([clock.pending, chaos.armed, process.listenerCount('SIGTERM')]).toEqual([0, 0, listeners]);
  expect(add.mock.calls.length).toBe(remove.mock.calls.length);
});
