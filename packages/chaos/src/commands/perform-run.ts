import type { Typed } from '@scry/internal/command-line';
import { exitCodeOf, type Journal } from '../experiment/journal.ts';
import type { ExperimentEvent } from '../experiment/recorder.ts';
import { outcomeSentence, shownTime, stepResult } from '../experiment/report/outcome-sentence.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import { reportError } from '../report-error.ts';
import type { ExitCode } from './command.ts';
import type { LoadedExperiment } from './load-experiment.ts';
import { openReports, writeReports } from './report-options.ts';

/** Runs an experiment, says what it does, and writes the reports. */
export async function performRun(
  { experiment, ...chaos }: LoadedExperiment,
  given: Typed,
  print: (text: string) => void,
  replay?: Journal,
): Promise<ExitCode> {
  const asJson = given.options['json'] !== undefined;
  const onEvent = (event: ExperimentEvent): void => {
    const line = asJson ? undefined : lineOf(event);
    if (line !== undefined) print(line);
  };
  openReports(given);
  const journal = await runExperiment(experiment, { ...chaos, onEvent, ...(replay && { replay }) });
  print(asJson ? JSON.stringify(journal, null, 2) : verdict(journal));
  const lost = writeReports(journal, given);
  // A replay that is another one is a deviation, whatever the system made of it.
  const isOther = journal.outcome === 'completed' && journal.replay?.identical === false;
  const code = isOther ? 1 : exitCodeOf(journal.outcome);
  // That a report is lost hides nothing that is worse.
  if (code === 0 && lost[0]) throw lost[0];
  lost.forEach(reportError);
  return code;
}

function lineOf(event: ExperimentEvent): string | undefined {
  if (event.type === 'started') return event.name;
  if (event.type === 'aborted') return `  given up because of ${event.by}: ${event.reason}`;
  if (event.type === 'ended') return undefined;
  const { step } = event;
  const result = stepResult(step);
  const detail = result === 'ok' ? '' : ` ${step.error ?? step.output ?? ''}`;
  return `  ${step.phase.padEnd(10)} ${step.kind.padEnd(6)} ${step.name}: ${result}, ${shownTime(step.durationMs)}${detail}`;
}

function verdict(journal: Journal): string {
  const { outcome, injections, injectionsLeftOut, seed, problems = [], replay } = journal;
  const count = injections.length + injectionsLeftOut;
  const lines = [
    ...problems.map(({ path, message }) => `  ${path} ${message}`),
    `${outcome}: ${outcomeSentence(journal)}`,
    ...(seed === undefined ? [] : [`${count} calls were disturbed. Seed: ${seed}`]),
    ...(replay ? [replayLine(replay)] : []),
  ];
  return lines.join('\n');
}

function replayLine({ identical, missing, extra }: NonNullable<Journal['replay']>): string {
  if (identical) return 'The replay injected the same faults into the same calls.';
  return `The replay differs: ${missing.length} injections are missing, ${extra.length} are new.`;
}
