import { type Outcome, runReportCommand } from '@scry/internal/run-report-command';
import { diffCommand } from './diff-command.ts';
import { explainCommand } from './explain-command.ts';
import { lintCommand } from './lint-command.ts';
import { matrixCommand } from './matrix-command.ts';
import { sqlCommand } from './sql-command.ts';
import { testCommand } from './test-command.ts';
import { whoCanCommand } from './who-can-command.ts';

const program = {
  name: 'scry-rbac',
  about: 'Works with policies of @scry/rbac, as files of JSON.',
  commands: [lintCommand, testCommand, matrixCommand, explainCommand, diffCommand, whoCanCommand, sqlCommand],
  notes: [
    'scry-rbac <command> --help tells more. The exit code is 0 when all is fine, 1 for findings, 2 for wrong input.',
  ],
};

/** Runs `scry-rbac` with these arguments. */
export function runCommand(args: readonly string[]): Outcome {
  return runReportCommand(program, args);
}
