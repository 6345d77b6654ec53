import { parseArgs } from 'node:util';
import { isExperimentError } from '../experiment/experiment-error.ts';
import { type Command, type ExitCode, type Given, helpOf, parsingOf, WrongInput } from './command.ts';
import { proxyCommand } from './proxy-command.ts';
import { replayCommand } from './replay-command.ts';
import { reportCommand } from './report-command.ts';
import { runSubcommand } from './run-subcommand.ts';
import { validateCommand } from './validate-command.ts';

const commands: readonly Command[] = [proxyCommand, runSubcommand, validateCommand, replayCommand, reportCommand];

/** Where a command says what it has to say, line by line. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Runs `scry-chaos` with these arguments, and resolves with its exit code. */
export async function runCommand(
  [name = '--help', ...args]: readonly string[],
  { out, err }: Output,
): Promise<ExitCode> {
  if (name === '--help' || name === 'help') {
    out(overview());
    return 0;
  }
  const command = commands.find((each) => each.name === name);
  try {
    if (command) return await run(command, args, out);
    throw new WrongInput(
      `there is no command ${name}, expected one of ${commands.map((each) => each.name).join(', ')}`,
    );
  } catch (error) {
    // What parseArgs throws is a TypeError with a code of its own.
    const isTyped = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    if (!(error instanceof WrongInput || isExperimentError(error) || isTyped)) throw error;
    err(`scry-chaos: ${error.message}\nSee ${['scry-chaos', ...(command ? [name] : []), '--help'].join(' ')}.`);
    return 2;
  }
}

async function run(command: Command, args: readonly string[], out: Output['out']): Promise<ExitCode> {
  const { values, positionals } = parseArgs({ args: [...args], options: parsingOf(command), allowPositionals: true });
  if (values['help']) {
    out(helpOf(command));
    return 0;
  }
  if (positionals.length !== command.files.length) {
    const expected = command.files.map((file) => `<${file}>`).join(' ') || 'no file';
    throw new WrongInput(`it takes ${expected}, got ${positionals.join(' ') || 'nothing'}`);
  }
  const valuesOf = (name: string): readonly string[] => [values[name] ?? []].flat().map(String);
  const given: Given = { files: positionals, values: valuesOf, value: (name) => valuesOf(name).at(-1) };
  return command.run(given, out);
}

function overview(): string {
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`);
  return [
    'Breaks things on purpose, and puts them back: experiments and TCP proxies of @scry/chaos.',
    '',
    'Usage: scry-chaos <command> [options]',
    '',
    'Commands:',
    ...rows,
    '',
    'scry-chaos <command> --help tells more. The exit code is 0 when all is fine, 1 when the system deviated, 2 for wrong',
    'input, 3 when the experiment was given up, 4 when the system did not recover.',
  ].join('\n');
}
