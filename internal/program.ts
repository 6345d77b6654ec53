import { type CommandLine, helpOf, readCommandLine, type Typed, WrongInput } from './command-line.ts';

/** A program of several commands. */
export interface Program<Command extends CommandLine> {
  readonly name: string;
  /** A sentence on what it works with. */
  readonly about: string;
  readonly commands: readonly Command[];
  /** What every command takes besides its own. */
  readonly options?: CommandLine['options'];
  /** What stands below the list of commands: exit codes, and what is not obvious. */
  readonly notes: readonly string[];
}

/** What the arguments ask for: a text to print, or a command to run. */
export type Asked<Command> = { readonly help: string } | { readonly command: Command; readonly typed: Typed };

/** @throws WrongInput, or what parseArgs throws: see {@link refusalOf}. */
export function readArguments<Command extends CommandLine>(
  program: Program<Command>,
  [name = '--help', ...args]: readonly string[],
): Asked<Command> {
  if (name === '--help' || name === 'help') return { help: overviewOf(program) };
  const command = program.commands.find((each) => each.name === name);
  if (!command) {
    const known = program.commands.map((each) => each.name).join(', ');
    throw new WrongInput(`there is no command ${name}, expected one of ${known}`);
  }
  const line = { ...command, options: { ...command.options, ...program.options } };
  const typed = readCommandLine(line, args);
  return typed ? { command, typed } : { help: helpOf(program.name, line) };
}

/** Whether an error is about what was typed. What parseArgs throws is a TypeError with a code of its own. */
export function isWrongInput(error: unknown): error is Error {
  if (error instanceof WrongInput) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** What is said of arguments that cannot be used. */
export function refusalOf(program: Program<CommandLine>, [name = '']: readonly string[], error: Error): string {
  const isKnown = program.commands.some((each) => each.name === name);
  return `${program.name}: ${error.message}\nSee ${[program.name, ...(isKnown ? [name] : []), '--help'].join(' ')}.\n`;
}

function overviewOf({ name, about, commands, notes }: Program<CommandLine>): string {
  const rows = commands.map((command) => `  ${command.name.padEnd(10)} ${command.summary}`);
  return [about, '', `Usage: ${name} <command> [options]`, '', 'Commands:', ...rows, '', ...notes, ''].join('\n');
}
