import type { ParseArgsOptionsConfig } from 'node:util';

/** Where a command writes its output, piece by piece. */
export type Print = (text: string) => Promise<void>;

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
  /** What stands between the name and the options, as the help calls it. */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /**
   * Resolves with the exit code: 0 when all is good, 1 for a divergence or a finding.
   * @throws WrongInput for what cannot be used.
   */
  run(options: Given, positionals: readonly [first: string, second: string], print: Print): Promise<0 | 1>;
}

/** Something that was typed or read is not usable: the exit code is 2. */
export class WrongInput extends Error {
  override readonly name = 'WrongInput';
}

export function parsingOf({ options }: Command): ParseArgsOptionsConfig {
  const all = { ...options, help: {} };
  return Object.fromEntries(
    Object.entries(all).map(([name, option]) => [name, { type: 'value' in option ? 'string' : 'boolean' }]),
  );
}

export function helpOf({ name, summary, positionals, options }: Command): string[] {
  const all: Command['options'] = { ...options, help: { description: 'print this' } };
  const rows = Object.entries(all).map(([option, { value, description }]) => {
    return `  ${`--${option}${value ? ` <${value}>` : ''}`.padEnd(28)} ${description}`;
  });
  const usage = ['scry-audit', name, ...positionals.map((each) => `<${each}>`), '[options]'].join(' ');
  return [summary, '', `Usage: ${usage}`, '', 'Options:', ...rows];
}
