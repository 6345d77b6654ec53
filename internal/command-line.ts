import { parseArgs } from 'node:util';

export interface CommandOption {
  /** How its value is called in the help; without one it is a switch. */
  readonly value?: string;
  readonly description: string;
}

/** What a command is called, and what may be typed behind its name. */
export interface CommandLine {
  readonly name: string;
  readonly summary: string;
  /** What stands between the name and the options, as the help calls it. */
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
}

/** What was typed behind the name of a command. */
export interface Typed {
  /** As many as the command takes. */
  readonly operands: readonly string[];
  /** The last value of each option, of a switch `'true'`. */
  readonly options: Readonly<Record<string, string | undefined>>;
  /** Every value of an option, in their order. */
  readonly all: (name: string) => readonly string[];
}

/** Something that was typed or read is not usable. */
export class WrongInput extends Error {
  override readonly name = 'WrongInput';
}

/** Reads what stands behind the name; undefined when help was asked for. @throws WrongInput, or what parseArgs throws. */
export function readCommandLine(command: CommandLine, args: readonly string[]): Typed | undefined {
  const options = Object.fromEntries(
    Object.entries(withHelp(command)).map(
      ([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string', multiple: true }] as const,
    ),
  );
  const { values, positionals: operands } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values['help']) return undefined;
  if (operands.length !== command.operands.length) {
    throw new WrongInput(`it takes ${named(command.operands) || 'no operand'}, got ${operands.join(' ') || 'nothing'}`);
  }
  const all = (name: string): string[] => [values[name] ?? []].flat().map(String);
  return { operands, options: Object.fromEntries(Object.keys(values).map((name) => [name, all(name).at(-1)])), all };
}

export function helpOf(program: string, command: CommandLine): string {
  const rows = Object.entries(withHelp(command)).map(
    ([option, { value, description }]) =>
      `  ${`--${option}${value === undefined ? '' : ` <${value}>`}`.padEnd(28)} ${description}`,
  );
  const usage = [program, command.name, ...command.operands.map((each) => `<${each}>`), '[options]'].join(' ');
  return [command.summary, '', `Usage: ${usage}`, '', 'Options:', ...rows, ''].join('\n');
}

function withHelp({ options }: CommandLine): CommandLine['options'] {
  return { ...options, help: { description: 'print this' } };
}

function named(operands: readonly string[]): string {
  return operands.map((operand) => `<${operand}>`).join(' ');
}
