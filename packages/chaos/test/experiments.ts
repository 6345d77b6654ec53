import { createFakeClock, type FakeClock } from '@scry/internal/fake-clock';
import {
  type Experiment,
  type ExperimentEvent,
  type Journal,
  type RunOptions,
  runExperiment,
} from '../src/experiment.ts';
import { createChaos, type Scenario } from '../src/index.ts';
import { recorder, scenarioOf } from './outcomes.ts';

/** Runs an experiment on a clock of its own, moved on as far as told, and far from the signals of this process. */
export async function run(experiment: Experiment, options: RunOptions & { readonly clock?: FakeClock } = {}) {
  const { clock = createFakeClock(), ...given } = options;
  const { events, onEvent } = recorder<ExperimentEvent>();
  const running = runExperiment(experiment, { clock, processSignals: [], onEvent, now: () => 0, ...given });
  await clock.advance(1_000_000);
  return { journal: await running, events, clock };
}

/** What happened, as one text: `phase name`, with what was not fine. */
export function stepsOf({ steps }: Journal): readonly string[] {
  return steps.map(({ phase, name, status, met }) => {
    const ending = status === 'succeeded' ? [] : [status];
    return [phase, name, ...ending, ...(met === false ? ['not met'] : [])].join(' ');
  });
}

/** A system that breaks and is mended, and everything that was done to it. */
export function fakeSystem() {
  const done: string[] = [];
  const system = { answers: true, done };
  const stands = {
    name: 'stands',
    run: () => {
      done.push('asked');
      return system.answers;
    },
    tolerance: true,
  };
  const breaking = {
    name: 'break',
    run: () => {
      done.push('broken');
      system.answers = false;
    },
    undo: () => {
      done.push('mended');
      system.answers = true;
    },
  };
  return { system, done, stands, breaking };
}

/** A chaos whose point is called once by a probe or an action. */
export function chaosOn(clock: FakeClock, scenario: Partial<Scenario> = {}, seed = 42) {
  const chaos = createChaos({ seed, clock });
  const call = chaos.point('a', async () => 'real');
  return { chaos, call, scenario: scenarioOf(scenario) };
}
