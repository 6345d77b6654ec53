// A program whose commands answer with a report: lines for people, and with `--json` data for programs.
import type { CommandLine, Typed } from './command-line.ts';
import { isWrongInput, type Program, readArguments, refusalOf } from './program.ts';

/** What a command prints: lines for people, and data for `--json`. */
export interface Report {
  readonly lines: readonly string[];
  readonly data: unknown;
  /** Something was found that must not be: the exit code is 1. */
  readonly failed?: boolean;
}

export type Given = Typed['options'];

export interface ReportCommand extends CommandLine {
  /** @throws WrongInput for what cannot be used. */
  run(options: Given, first: string, second: string): Report;
}

/** What was printed, and the exit code: 0 fine, 1 findings, 2 wrong input. */
export interface Outcome {
  readonly code: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command that the arguments name; every command takes `--json` besides its own options. */
export function runReportCommand(commands: Omit<Program<ReportCommand>, 'options'>, args: readonly string[]): Outcome {
  const program = { ...commands, options: { json: { description: 'print data instead of text' } } };
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
