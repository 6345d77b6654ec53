import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { defineExperiment, runExperiment } from '../src/experiment.ts';
import { chaosOn, run } from './experiments.ts';
import { reported, scenarioOf } from './outcomes.ts';

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
  test('counts the time of each step from its own beginning, whatever the clock says', async () => {
    const clock = createFakeClock();
    await clock.advance(5_000);
    const method = [
      { name: 'a', run: () => {}, pauseAfterMs: 70 },
      { name: 'b', run: () => {} },
    ];
    const { journal } = await run({ name: 'x', method }, { clock });
    expect(journal).toMatchObject({
      durationMs: 70,
      steps: [
        { atMs: 0, durationMs: 0 },
        { atMs: 70, durationMs: 0 },
      ],
    });
  });

  test('survives JSON, and shows no secret', async () => {
    const secret = 'pass"word';
    const method = [
      { name: 'a', run: () => ({ text: `with ${secret} in it` }) },
      { name: 'b', run: () => Promise.reject(new Error(`with ${secret}`)), continueOnFailure: true },
      { name: 'c', run: () => ({ stdout: JSON.stringify({ key: secret }) }) },
    ];
    const { journal } = await run({ name: 'x', description: 'd', hypothesis: 'h', method, secrets: [secret, ''] });
    expect(JSON.parse(JSON.stringify(journal))).toEqual(journal);
    expect(journal.steps).toMatchObject([
      { output: '{"text":"with *** in it"}' },
      { error: 'Error: with ***' },
      { output: '{"stdout":"{\\"key\\":\\"***\\"}"}' },
    ]);
    expect(journal).toMatchObject({ description: 'd', hypothesis: 'h' });
  });

  test('shows of an error what caused it', async () => {
    const failing = {
      name: 'a',
      run: () => Promise.reject(new Error('fetch failed', { cause: new Error('refused') })),
    };
    const { journal } = await run({ name: 'x', method: [failing] });
    expect(journal.steps[0]?.error).toBe('Error: fetch failed (Error: refused)');
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
