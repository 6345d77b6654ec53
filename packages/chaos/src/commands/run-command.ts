import { isWrongInput, type Program, readArguments, refusalOf } from '@scry/internal/program';
import { isExperimentError } from '../experiment/experiment-error.ts';
import type { Command, ExitCode } from './command.ts';
import { proxyCommand } from './proxy-command.ts';
import { replayCommand } from './replay-command.ts';
import { reportCommand } from './report-command.ts';
import { runSubcommand } from './run-subcommand.ts';
import { validateCommand } from './validate-command.ts';

const program: Program<Command> = {
  name: 'scry-chaos',
  about: 'Breaks things on purpose, and puts them back: experiments and TCP proxies of @scry/chaos.',
  commands: [proxyCommand, runSubcommand, validateCommand, replayCommand, reportCommand],
  notes: [
    'scry-chaos <command> --help tells more. The exit code is 0 when all is fine, 1 when the system deviated, 2 for wrong',
    'input, 3 when the experiment was given up, 4 when the system did not recover.',
  ],
};

/** Where a command says what it has to say, line by line. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Runs `scry-chaos` with these arguments, and resolves with its exit code. */
export async function runCommand(args: readonly string[], { out, err }: Output): Promise<ExitCode> {
  try {
    const asked = readArguments(program, args);
    if ('command' in asked) return await asked.command.run(asked.typed, out);
    out(asked.help.trimEnd());
    return 0;
  } catch (error) {
    if (!(isWrongInput(error) || isExperimentError(error))) throw error;
    err(refusalOf(program, args, error).trimEnd());
    return 2;
  }
}
