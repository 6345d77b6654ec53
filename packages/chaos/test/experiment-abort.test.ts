import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { type Experiment, runExperiment } from '../src/experiment.ts';
import { createChaos } from '../src/index.ts';
import { fakeSystem, run, stepsOf } from './experiments.ts';
import { scenarioOf } from './outcomes.ts';

describe('an experiment is given up, and rolled back,', () => {
  const given = (changes: Partial<Experiment>): Experiment => ({ name: 'x', ...changes });

  test('when an action fails', async () => {
    const { system, stands, breaking, done } = fakeSystem();
    const failing = { name: 'fails', run: () => Promise.reject(new Error('no')), undo: () => done.push('undone') };
    const { journal, events } = await run(given({ steadyState: [stands], method: [breaking, failing, breaking] }));
    expect(done).toEqual(['asked', 'broken', 'undone', 'mended', 'asked']);
    expect(journal).toMatchObject({ outcome: 'aborted', abort: { by: 'action', reason: 'fails failed: Error: no' } });
    expect(system.answers).toBe(true);
    expect(events.filter(({ type }) => type === 'aborted')).toEqual([
      { type: 'aborted', name: 'x', by: 'action', reason: 'fails failed: Error: no' },
    ]);
  });

  test('not when it says that the action may fail', async () => {
    const { breaking, done } = fakeSystem();
    const failing = { name: 'fails', run: () => Promise.reject(new Error('no')), continueOnFailure: true };
    const { journal } = await run(given({ method: [failing, breaking] }));
    expect(done).toEqual(['broken', 'mended']);
    expect(journal).toMatchObject({ outcome: 'completed', steps: [{ status: 'failed', error: 'Error: no' }, {}, {}] });
  });

  test('when an action takes too long; its signal tells it', async () => {
    const signals: AbortSignal[] = [];
    const hang = {
      name: 'hangs',
      run: ({ signal }: { signal: AbortSignal }) => new Promise(() => signals.push(signal)),
      timeoutMs: 70,
    };
    const { journal } = await run(given({ method: [{ ...hang, undo: () => {} }] }));
    expect(journal).toMatchObject({ outcome: 'aborted', durationMs: 70 });
    expect(journal.abort?.reason).toBe('hangs failed: TimeoutError: It took longer than 70 ms.');
    expect(signals[0]?.aborted).toBe(true);
  });

  test('when all of it takes too long, though what is under way does not listen', async () => {
    const { breaking, done } = fakeSystem();
    const hang = { name: 'hangs', run: () => new Promise(() => {}) };
    const { journal, clock } = await run(given({ method: [breaking, hang, breaking], timeoutMs: 500 }));
    expect(done).toEqual(['broken', 'mended']);
    expect(journal).toMatchObject({ outcome: 'aborted', durationMs: 500, abort: { by: 'timeout' } });
    expect(journal.steps[1]).toMatchObject({ name: 'hangs', status: 'aborted' });
    expect(clock.pending).toBe(0);
  });

  test('when a guardrail has an answer that is not fine', async () => {
    const { breaking, done } = fakeSystem();
    const answers = [1, 1, 9];
    const guardrail = { name: 'error rate', run: () => answers.shift(), tolerance: [0, 5], everyMs: 100 };
    const hang = { name: 'hangs', run: () => new Promise(() => {}) };
    const { journal, clock } = await run(given({ method: [breaking, hang], guardrails: [guardrail] }));
    expect(done).toEqual(['broken', 'mended']);
    expect(journal).toMatchObject({ outcome: 'aborted', durationMs: 200 });
    expect(journal.abort).toEqual({ by: 'guardrail', reason: 'error rate answered 9' });
    expect(stepsOf(journal)).toContain('guardrails error rate not met');
    expect(clock.pending).toBe(0);
  });

  test('when its signal aborts, also before it began', async () => {
    const { breaking, stands, done } = fakeSystem();
    const stop = new AbortController();
    const stopping = { name: 'stop', run: () => stop.abort(new Error('enough')) };
    const { journal } = await run(given({ method: [breaking, stopping, breaking] }), { signal: stop.signal });
    expect(journal).toMatchObject({ outcome: 'aborted', abort: { by: 'signal', reason: 'Error: enough' } });
    expect(done).toEqual(['broken', 'mended']);
    const never = await run(given({ steadyState: [stands], method: [breaking] }), { signal: stop.signal });
    expect(never.journal).toMatchObject({ outcome: 'aborted', steps: [] });
    expect(done).toEqual(['broken', 'mended']);
  });

  test('for the first reason only', async () => {
    const guardrail = { name: 'g', run: () => 1, tolerance: 0 };
    const hang = { name: 'hangs', run: () => new Promise(() => {}) };
    const { journal, events } = await run(
      given({ guardrails: [guardrail, { ...guardrail, name: 'h' }], method: [hang] }),
    );
    expect(journal.abort?.reason).toBe('g answered 1');
    expect(events.filter(({ type }) => type === 'aborted')).toHaveLength(1);
  });

  test('when a fault may not be armed', async () => {
    const chaos = createChaos({ enabled: false });
    const never = vi.fn();
    const { journal } = await run(
      given({ faults: [scenarioOf(), scenarioOf({ name: 'second' })], method: [{ name: 'never', run: never }] }),
      { chaos },
    );
    expect(journal).toMatchObject({ outcome: 'aborted', abort: { by: 'fault' } });
    expect(journal.abort?.reason).toMatch(/^test could not be armed: ChaosError: .* switched off/);
    expect(stepsOf(journal)).toEqual(['faults test failed', 'rollback test']);
    expect(never).not.toHaveBeenCalled();
  });

  test('when a fault ended by itself: what follows would prove nothing', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock, maxTtlMs: 100 });
    const wait = { name: 'wait', run: () => {}, pauseAfterMs: 200 };
    const { journal } = await run(given({ faults: [scenarioOf()], method: [wait] }), { chaos, clock });
    expect(journal).toMatchObject({ outcome: 'aborted', abort: { reason: 'test ended before the experiment did' } });
    const switchedOff = { name: 'kill', run: () => chaos.kill('test'), tolerance: () => true };
    const killed = await run(given({ faults: [scenarioOf()], method: [switchedOff] }), { chaos, clock });
    expect(killed.journal.outcome).toBe('aborted');
  });
});

describe('the recovery', () => {
  test('is given time, and asked for again and again', async () => {
    const { system, stands, breaking } = fakeSystem();
    const clock = createFakeClock();
    const undo = () => void clock.setTimeout(() => breaking.undo(), 1_200);
    const { journal } = await run({ name: 'x', steadyState: [stands], method: [{ ...breaking, undo }] }, { clock });
    expect(journal.outcome).toBe('deviated');
    expect(system.answers).toBe(true);
    expect(journal.durationMs).toBe(1_500);
    expect(journal.steps.filter(({ phase }) => phase === 'recovery')).toHaveLength(1);
  });

  test('that does not come is reported, with the last answer', async () => {
    const { stands, breaking } = fakeSystem();
    const undo = () => {};
    const { journal } = await run({
      name: 'x',
      steadyState: [stands],
      method: [{ ...breaking, undo }],
      recoverWithinMs: 700,
    });
    expect(journal).toMatchObject({ outcome: 'not-recovered', durationMs: 700 });
    expect(stepsOf(journal).slice(-2)).toEqual(['rollback break', 'recovery stands not met']);
  });

  test('is asked for once where no time is given', async () => {
    const { stands, breaking, done } = fakeSystem();
    await run({ name: 'x', steadyState: [stands], method: [{ ...breaking, undo: () => {} }], recoverWithinMs: 0 });
    expect(done.filter((each) => each === 'asked')).toHaveLength(3);
  });

  test('counts more than that the experiment was given up', async () => {
    const { stands, breaking } = fakeSystem();
    const failing = { name: 'fails', run: () => Promise.reject(new Error('no')) };
    const method = [{ ...breaking, undo: () => {} }, failing];
    const { journal } = await run({ name: 'x', steadyState: [stands], method, recoverWithinMs: 0 });
    expect(journal).toMatchObject({ outcome: 'not-recovered', abort: { by: 'action' } });
  });

  test('is no longer waited for when the signal aborts meanwhile, and the outcome says what is known', async () => {
    const { stands, breaking } = fakeSystem();
    const clock = createFakeClock();
    const stop = new AbortController();
    const experiment = { name: 'x', steadyState: [stands], method: [{ ...breaking, undo: () => {} }] };
    const running = runExperiment(experiment, { clock, processSignals: [], signal: stop.signal });
    await clock.advance(600);
    stop.abort();
    await clock.advance(0);
    expect(await running).toMatchObject({ outcome: 'not-recovered', durationMs: 600 });
  });
});
