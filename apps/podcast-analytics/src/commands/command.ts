import type { Writable } from 'node:stream';

/** What a command gets of the world. */
export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Aborts when the user wants to stop: end cleanly, and soon. */
  readonly signal: AbortSignal;
}

export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /** Rejects with {@link UsageError} on wrong arguments, with any other error when it fails. */
  run(args: readonly string[], context: CommandContext): Promise<void>;
}

/** The command line itself is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
