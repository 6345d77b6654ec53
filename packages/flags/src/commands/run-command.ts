import { type Outcome, runReportCommand } from '@scry/internal/run-report-command';
import { diffCommand } from './diff-command.ts';
import { explainCommand } from './explain-command.ts';
import { simulateCommand } from './simulate-command.ts';
import { staleCommand } from './stale-command.ts';
import { typesCommand } from './types-command.ts';
import { validateCommand } from './validate-command.ts';

const program = {
  name: 'scry-flags',
  about: 'Works with flag documents of flagd and @scry/flags, as files of JSON.',
  commands: [validateCommand, explainCommand, simulateCommand, diffCommand, staleCommand, typesCommand],
  notes: [
    'scry-flags <command> --help tells more. The exit code is 0 when all is fine, 1 for findings, 2 for wrong input.',
  ],
};

/** Runs `scry-flags` with these arguments. */
export function runCommand(args: readonly string[]): Outcome {
  return runReportCommand(program, args);
}
