import { defineExperiment } from './define-experiment.ts';
import type { Experiment } from './experiment.ts';
import type { ExperimentError, ExperimentProblem } from './experiment-error.ts';
import { ExperimentRun } from './experiment-run.ts';
import type { Journal } from './journal.ts';
import { Recorder } from './recorder.ts';
import { type RunOptions, type RunSettings, readRunOptions } from './run-options.ts';

/**
 * Runs an experiment: steady state, faults and method, steady state, roll-back, recovery. Whatever happens on the way, also a
 * signal to the process, what was begun is undone, and the promise resolves with the journal. It is `'invalid'`, and nothing
 * was run, when the experiment has problems.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const journal = await runExperiment(experiment, { chaos });
 * await writeFile('report.html', toHtml(journal));
 * process.exitCode = exitCodeOf(journal.outcome);
 */
export async function runExperiment(experiment: Experiment, options: RunOptions = {}): Promise<Journal> {
  const settings = readRunOptions(options);
  const problems = problemsOf(experiment, settings);
  if (problems.length > 0) return invalid(experiment, settings, problems);
  return new ExperimentRun(defineExperiment(experiment), settings).run();
}

function problemsOf(experiment: Experiment, { chaos, replay }: RunSettings): readonly ExperimentProblem[] {
  try {
    defineExperiment(experiment);
  } catch (error) {
    // It throws nothing else.
    return (error as ExperimentError).problems;
  }
  const { faults = [] } = experiment;
  if (faults.length > 0 && !chaos)
    return [{ path: 'faults', message: 'act on the points of a chaos: the option chaos must be given' }];
  if (!replay || !chaos || replay.seed === chaos.seed) return [];
  const message = `needs the seed of the journal, ${replay.seed}, got ${chaos.seed}: SCRY_CHAOS_SEED=${replay.seed} sets it`;
  return [{ path: 'replay', message }];
}

function invalid(experiment: Experiment, settings: RunSettings, problems: readonly ExperimentProblem[]): Journal {
  const recorder = new Recorder({ name: nameOf(experiment) }, settings);
  return recorder.end({ outcome: 'invalid', problems });
}

/** What has problems may have no name, or one that does not want to be read. */
function nameOf(experiment: Partial<Experiment> | undefined): string {
  try {
    const name: unknown = experiment?.name;
    return typeof name === 'string' ? name : 'without a name';
  } catch {
    return 'without a name';
  }
}
