import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../bin/podcast-analytics.js', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly process: ChildProcessWithoutNullStreams;
  /** Resolves with the match when the standard output has the text. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  ended(): Promise<CliResult>;
}

/** Starts the program as a user does, with nothing of this process's settings. */
export function startCli(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  cwd?: string,
): RunningCli {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [launcher, ...args], { env: { PATH, HOME, ...settings }, ...(cwd && { cwd }) });
  const ended = once(child, 'close');
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  return {
    process: child,
    async printed(pattern) {
      for (;;) {
        const match = pattern.exec(stdout);
        if (match) return match;
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode} before ${pattern}: ${stderr}`);
        await Promise.race([once(child.stdout, 'data'), ended]);
      }
    },
    async ended() {
      await ended;
      return { code: child.exitCode, stdout, stderr };
    },
  };
}

/** Runs the program to its end. */
export function runCli(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<CliResult> {
  return startCli(args, settings, cwd).ended();
}
