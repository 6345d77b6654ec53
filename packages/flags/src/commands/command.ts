import type { ParseArgsOptionsConfig } from 'node:util';

/** What a command prints: lines for people, and data for `--json`. */
export interface Report {
  readonly lines: readonly string[];
  readonly data: unknown;
  /** Something was found that must not be: the exit code is 1. */
  readonly failed?: boolean;
}

export interface Option {
  /** How its value is called in the help; without one it is a switch. */
  readonly value?: string;
  readonly description: string;
}

/** The options that were given, switches as `'true'`. */
export type Given = Readonly<Record<string, string | undefined>>;

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What stands between the name and the options. */
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** @throws WrongInput for what cannot be used. */
  run(options: Given, first: string, second: string): Report;
}

/** Something that was typed or read is not usable: the exit code is 2. */
export class WrongInput extends Error {
  override readonly name = 'WrongInput';
}

export function parsingOf({ options }: Command): ParseArgsOptionsConfig {
  const all = { ...options, json: {}, help: {} };
  return Object.fromEntries(
    Object.entries(all).map(([name, option]) => [name, { type: 'value' in option ? 'string' : 'boolean' }]),
  );
}

export function helpOf({ name, summary, operands, options }: Command): string[] {
  const all: Command['options'] = {
    ...options,
    json: { description: 'print data instead of text' },
    help: { description: 'print this' },
  };
  const rows = Object.entries(all).map(([option, { value, description }]) => {
    return `  ${`--${option}${value ? ` <${value}>` : ''}`.padEnd(26)} ${description}`;
  });
  const usage = ['scry-flags', name, ...operands.map((operand) => `<${operand}>`), '[options]'].join(' ');
  return [summary, '', `Usage: ${usage}`, '', 'Options:', ...rows];
}
