import type { CommandLine, Typed } from '@scry/internal/command-line';

export type ExitCode = 0 | 1 | 2 | 3 | 4;

export interface Command extends CommandLine {
  /** @throws WrongInput or ExperimentError for what cannot be used. */
  readonly run: (typed: Typed, print: (text: string) => void) => Promise<ExitCode>;
}
