import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { defineExperiment, type Experiment, exitCodeOf, type Outcome, runExperiment } from '../src/experiment.ts';
import { createChaos } from '../src/index.ts';
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

describe('controls', () => {
  test('are told before and after each part', async () => {
    const told: string[] = [];
    const control = {
      name: 'c',
      before: ({ level, name }: { level: string; name: string }) => void told.push(`> ${level} ${name}`),
      after: ({ level, name }: { level: string; name: string }) => void told.push(`< ${level} ${name}`),
    };
    await run({
      name: 'x',
      hypothesis: 'it stands',
      steadyState: [{ name: 'p', run: () => 1, tolerance: 1 }],
      method: [{ name: 'm', run: () => {} }],
      controls: [control, { name: 'silent' }],
    });
    const hypothesis = ['> hypothesis it stands', '> activity p', '< activity p', '< hypothesis it stands'];
    expect(told).toEqual([
      ...['> experiment x', ...hypothesis, '> method x', '> activity m', '< activity m', '< method x', ...hypothesis],
      ...['> rollback x', '< rollback x', ...hypothesis, '< experiment x'],
    ]);
  });

  test('change nothing when they throw or hang; that is reported', async () => {
    using warning = reported();
    const before = ({ level }: { level: string }) => {
      if (level === 'experiment') throw new Error('odd');
      if (level === 'method') return new Promise(() => {});
      return undefined;
    };
    const { journal } = await run({
      name: 'x',
      method: [{ name: 'm', run: () => {} }],
      controls: [{ name: 'c', before }],
    });
    expect(journal).toMatchObject({ outcome: 'completed', durationMs: 30_000 });
    expect(warning.mock.calls.map(([error]) => String(error))).toEqual([
      ...['Error: odd', 'TimeoutError: It took longer than 30000 ms.'],
    ]);
  });
});

describe('the journal', () => {
  test('survives JSON, and shows no secret', async () => {
    const secret = 'pass"word';
    const method = [
      { name: 'a', run: () => ({ text: `with ${secret} in it` }) },
      { name: 'b', run: () => Promise.reject(new Error(`with ${secret}`)), continueOnFailure: true },
    ];
    const { journal } = await run({ name: 'x', description: 'd', hypothesis: 'h', method, secrets: [secret, ''] });
    expect(JSON.parse(JSON.stringify(journal))).toEqual(journal);
    expect(journal.steps).toMatchObject([{ output: '{"text":"with *** in it"}' }, { error: 'Error: with ***' }]);
    expect(journal).toMatchObject({ description: 'd', hypothesis: 'h' });
  });

  test('shows 2,000 characters of an answer, and says of one that cannot be read that it cannot', async () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const odd = {
      toJSON() {
        throw 'a text';
      },
    };
    const hostile = new Proxy({}, { get: () => expect.fail() });
    const outputs = ['x'.repeat(3_000), cycle, () => 1, undefined, hostile, odd];
    const method = outputs.map((output, index) => ({ name: String(index), run: async () => [output] }));
    const { journal } = await run({ name: 'x', method: [...method, { name: 'f', run: () => Symbol('s') }] });
    expect(journal.steps[0]?.output).toHaveLength(2_000);
    expect(journal.steps[0]?.output).toMatch(/x…$/);
    expect(journal.steps[1]?.output).toMatch(/^not readable: Converting circular/);
    expect(journal.steps[4]?.output).toMatch(/^not readable/);
    expect(journal.steps[5]?.output).toBe('not readable: it threw');
    expect(journal.steps[6]?.output).toBe('Symbol(s)');
  });

  test('is told of step by step', async () => {
    const { journal, events } = await run({ name: 'x', method: [{ name: 'a', run: () => {} }] });
    expect(events).toEqual([
      { type: 'started', name: 'x' },
      { type: 'step', name: 'x', step: journal.steps[0] },
      { type: 'ended', name: 'x', outcome: 'completed', durationMs: 0 },
    ]);
  });

  test('names the injections of this run, and not those of others', async () => {
    const clock = createFakeClock();
    const { chaos, call, scenario } = chaosOn(clock);
    const faulty = { name: 'call', run: () => call().catch(() => 'failed') };
    {
      using _other = chaos.enable(scenarioOf({ name: 'other' }));
      await faulty.run();
    }
    const experiment = { name: 'x', faults: [scenario], method: [faulty] };
    const first = await run(experiment, { chaos, clock });
    const second = await run(experiment, { chaos, clock });
    expect(first.journal.injections).toEqual([{ scenario: 'test', arming: 1, point: 'a', call: 1, fault: 'error' }]);
    expect(second.journal.injections).toEqual([{ scenario: 'test', arming: 2, point: 'a', call: 1, fault: 'error' }]);
  });

  test('says how many injections it has not kept', async () => {
    const clock = createFakeClock();
    const { chaos, call, scenario } = chaosOn(clock);
    const storm = async () => {
      for (let i = 0; i < 10_050; i++) await call().catch(() => {});
    };
    const { journal } = await run(
      { name: 'x', faults: [scenario], method: [{ name: 'storm', run: storm }] },
      { chaos, clock },
    );
    expect(journal.injections).toHaveLength(10_000);
    expect(journal.injectionsLeftOut).toBe(50);
  });
});

describe('an experiment with problems', () => {
  test('is invalid, and nothing of it is run', async () => {
    const ran = vi.fn();
    const { journal, events } = await run({
      name: 'x',
      method: [
        { name: 'm', run: ran },
        { name: '', run: ran },
      ],
    });
    expect(journal).toMatchObject({ outcome: 'invalid', experiment: 'x', steps: [] });
    expect(journal.problems).toEqual([
      { path: 'method[1]', message: 'name must be a string that is not empty, got ""' },
    ]);
    expect(ran).not.toHaveBeenCalled();
    expect(events).toHaveLength(2);
  });

  test.each([undefined, null, 1, { name: 5 }])('is invalid where it is %j', async (given) => {
    // What JavaScript may pass.
    const { journal } = await run(given as never);
    expect(journal).toMatchObject({ outcome: 'invalid', experiment: 'without a name' });
  });

  test('has every problem named', async () => {
    const given = {
      name: 'x',
      steadyState: [{ name: 'p', run: () => 1, tolerance: [] }, { name: 'q', tolerance: 1 }, null],
      faults: [scenarioOf(), scenarioOf(), { name: 'f' }],
      method: [
        5,
        { name: 'm', run: 'it' },
        { name: 'm', run: () => 1, undo: 5 },
        { name: 'p', run: () => 1, tolerance: null },
      ],
      guardrails: [
        { name: 'g', run: () => 1, tolerance: 1, everyMs: 0 },
        { name: 'g', run: () => 1, tolerance: 1, background: true },
      ],
      rollbacks: [{ name: 'r' }],
      controls: [{ before: () => {} }],
      secrets: [5],
    };
    const { journal } = await run(given as never);
    expect(journal.problems?.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'steadyState[0].tolerance must be a list of scalars that is not empty',
      'steadyState[1] run must be a function, got undefined',
      'steadyState[2] options must be an object, got null',
      'faults[2] points must be a name, a RegExp or a list of names, got undefined',
      'method[0] options must be an object, got 5',
      'method[1] run must be a function, got "it"',
      'method[2] undo must be a function, got 5',
      'method[3] tolerance must be a tolerance, got null',
      'guardrails[0] everyMs must be a finite number > 0, got 0',
      'guardrails[1] unknown option background, expected one of name, run, timeoutMs, tolerance, everyMs',
      'rollbacks[0] run must be a function, got undefined',
      'controls[0] name must be a string that is not empty, got undefined',
      'secrets[0] must be a string, got 5',
      'faults[1] must not have the name of faults[0], test',
    ]);
  });

  test('is read only as far as it lets itself be read', async () => {
    const given = {
      get name() {
        throw 'a text';
      },
    };
    expect((await run(given as never)).journal).toMatchObject({ outcome: 'invalid', experiment: 'without a name' });
    expect(() => defineExperiment(given as never)).toThrow('The experiment has 1 problem:\n- a text');
  });

  test('is invalid where its faults have no chaos', async () => {
    const { journal } = await run({ name: 'x', faults: [scenarioOf()] });
    expect(journal.problems?.[0]?.message).toContain('the option chaos must be given');
  });

  test('has options that are checked', async () => {
    await expect(runExperiment({ name: 'x' }, { signal: 5 } as never)).rejects.toThrow('runExperiment: signal must be');
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
