import type { CommandLine, Typed } from '@scry/internal/command-line';

/** Where a command writes its output, piece by piece. */
export type Print = (text: string) => Promise<void>;

export type Given = Typed['options'];

export interface Command extends CommandLine {
  /**
   * Resolves with the exit code: 0 when all is good, 1 for a divergence or a finding.
   * @throws WrongInput for what cannot be used.
   */
  run(options: Given, operands: readonly [first: string, second: string], print: Print): Promise<0 | 1>;
}
