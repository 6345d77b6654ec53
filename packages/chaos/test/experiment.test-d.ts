import { describe, expectTypeOf, test } from 'vitest';
import {
  type Action,
  createScheduler,
  defineExperiment,
  type Experiment,
  exitCodeOf,
  type IncidentHook,
  type Journal,
  type Outcome,
  opsgenie,
  type Probe,
  pagerDuty,
  readChaosToolkit,
  runExperiment,
} from '../src/experiment.ts';
import { createChaos } from '../src/index.ts';

describe('the types of experiments', () => {
  test('know a probe by its tolerance', () => {
    const run = (): number => 1;
    expectTypeOf<{ name: string; run: () => number }>().toExtend<Action>();
    expectTypeOf<{ name: string; run: () => number }>().not.toExtend<Probe>();
    // @ts-expect-error a steady state without a tolerance tells nothing
    defineExperiment({ name: 'x', steadyState: [{ name: 'p', run }] });
    // @ts-expect-error a probe undoes nothing
    defineExperiment({ name: 'x', steadyState: [{ name: 'p', run, tolerance: 1, undo: run }] });
    // @ts-expect-error a range has two ends
    defineExperiment({ name: 'x', steadyState: [{ name: 'p', run, tolerance: { type: 'range', range: [1] } }] });
  });

  test('give a journal, and an exit code of its outcome', () => {
    expectTypeOf(runExperiment).returns.resolves.toEqualTypeOf<Journal>();
    expectTypeOf(exitCodeOf).parameter(0).toEqualTypeOf<Outcome>();
    expectTypeOf(exitCodeOf).returns.toEqualTypeOf<0 | 1 | 2 | 3 | 4>();
    expectTypeOf(readChaosToolkit).parameter(0).toBeUnknown();
    expectTypeOf(readChaosToolkit).returns.toEqualTypeOf<Experiment>();
  });

  test('take a chaos, and signals by their names', () => {
    void runExperiment({ name: 'x' }, { chaos: createChaos(), processSignals: ['SIGHUP'] });
    // @ts-expect-error there is no such signal
    void runExperiment({ name: 'x' }, { processSignals: ['SIGNONE'] });
  });

  test('leave to a scheduler what is its own', () => {
    expectTypeOf(pagerDuty({ routingKey: 'key' })).toEqualTypeOf<IncidentHook>();
    expectTypeOf(opsgenie({ apiKey: 'key' })).toEqualTypeOf<IncidentHook>();
    // @ts-expect-error the clock is the scheduler's
    createScheduler({ entries: [{ experiment: { name: 'x' }, everyMs: 1, options: { clock: {} } }] });
    // @ts-expect-error a day has three letters
    createScheduler({ entries: [], windows: [{ days: ['monday'], from: '10:00', to: '11:00' }] });
  });
});
