import { isWrongInput, type Program, readArguments, refusalOf } from '@scry/internal/program';
import type { Command } from './command.ts';
import { diffCommand } from './diff-command.ts';
import { explainCommand } from './explain-command.ts';
import { lintCommand } from './lint-command.ts';
import { matrixCommand } from './matrix-command.ts';
import { sqlCommand } from './sql-command.ts';
import { testCommand } from './test-command.ts';
import { whoCanCommand } from './who-can-command.ts';

const program: Program<Command> = {
  name: 'scry-rbac',
  about: 'Works with policies of @scry/rbac, as files of JSON.',
  commands: [lintCommand, testCommand, matrixCommand, explainCommand, diffCommand, whoCanCommand, sqlCommand],
  options: { json: { description: 'print data instead of text' } },
  notes: [
    'scry-rbac <command> --help tells more. The exit code is 0 when all is fine, 1 for findings, 2 for wrong input.',
  ],
};

/** What was printed, and the exit code: 0 fine, 1 findings, 2 wrong input. */
export interface Outcome {
  readonly code: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `scry-rbac` with these arguments. */
export function runCommand(args: readonly string[]): Outcome {
  try {
    const asked = readArguments(program, args);
    if ('help' in asked) return { code: 0, stdout: asked.help, stderr: '' };
    const { operands, options } = asked.typed;
    // As many as the command takes; one that takes a single file does not look at the second.
    const [first, second] = operands as [string, string];
    const { failed = false, lines, data } = asked.command.run(options, first, second);
    const text = options['json'] ? JSON.stringify(data, null, 2) : lines.join('\n');
    return { code: failed ? 1 : 0, stdout: `${text}\n`, stderr: '' };
  } catch (error) {
    if (!isWrongInput(error)) throw error;
    return { code: 2, stdout: '', stderr: refusalOf(program, args, error) };
  }
}
