import type { CommandLine, Typed } from '@scry/internal/command-line';

/** What a command prints: lines for people, and data for `--json`. */
export interface Report {
  readonly lines: readonly string[];
  readonly data: unknown;
  /** Something was found that must not be: the exit code is 1. */
  readonly failed?: boolean;
}

export type Given = Typed['options'];

export interface Command extends CommandLine {
  /** @throws WrongInput for what cannot be used. */
  run(options: Given, first: string, second: string): Report;
}
