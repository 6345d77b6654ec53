import type { ParseArgsOptionsConfig } from 'node:util';

export type ExitCode = 0 | 1 | 2 | 3 | 4;

export interface Option {
  /** How its value is called in the help; without one it is a switch. */
  readonly value?: string;
  readonly description: string;
}

/** What was typed. Every value of an option, in its order; of a switch `'true'`. */
export interface Given {
  readonly files: readonly string[];
  readonly values: (name: string) => readonly string[];
  /** The last value of an option. */
  readonly value: (name: string) => string | undefined;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What stands between the name and the options. */
  readonly files: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** @throws WrongInput or ExperimentError for what cannot be used. */
  readonly run: (given: Given, print: (text: string) => void) => Promise<ExitCode>;
}

/** Something that was typed or read is not usable: the exit code is 2. */
export class WrongInput extends Error {
  override readonly name = 'WrongInput';
}

export function parsingOf({ options }: Command): ParseArgsOptionsConfig {
  const all: Command['options'] = { ...options, help: { description: 'print this' } };
  return Object.fromEntries(
    Object.entries(all).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean', multiple: true }]),
  );
}

export function helpOf({ name, summary, files, options }: Command): string {
  const all: Command['options'] = { ...options, help: { description: 'print this' } };
  const rows = Object.entries(all).map(([option, { value, description }]) => {
    return `  ${`--${option}${value ? ` <${value}>` : ''}`.padEnd(28)} ${description}`;
  });
  const usage = ['scry-chaos', name, ...files.map((file) => `<${file}>`), '[options]'].join(' ');
  return [summary, '', `Usage: ${usage}`, '', 'Options:', ...rows].join('\n');
}
