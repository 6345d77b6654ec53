import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const launcher = path('../bin/podcast-analytics.js');

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
  return watch(spawn(process.execPath, [launcher, ...args], { env: { PATH, HOME, ...settings }, ...(cwd && { cwd }) }));
}

/** Starts the program without its launcher: what is killed is the program itself, which hears of nothing. */
export function startBareCli(args: readonly string[], settings: Readonly<Record<string, string>>): RunningCli {
  const { PATH = '', HOME = '' } = process.env;
  const loader = ['--conditions=@scry/source', '--import', import.meta.resolve('tsx')];
  const env = { PATH, HOME, TSX_TSCONFIG_PATH: path('../tsconfig.json'), ...settings };
  return watch(spawn(process.execPath, [...loader, path('../src/cli.ts'), ...args], { env }));
}

function watch(child: ChildProcessWithoutNullStreams): RunningCli {
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
