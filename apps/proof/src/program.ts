// Runs a small program as a user of the packages would: outside the workspace, without a network.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { root } from './package.ts';

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  /** Where it stands, relative to the consumer; `.mjs` or `.cjs` decides the module system. */
  readonly file: string;
  readonly code: string;
}

const timeoutMs = 60_000;

/** @param load arguments of the runtime, Node or another, that run the sandbox before the program */
export function runProgram(
  runtime: string,
  directory: string,
  program: Program,
  load = (sandbox: string): readonly string[] => ['--import', sandbox],
): Outcome {
  const file = join(directory, program.file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, program.code);
  // A folder of its own: files that a program leaves behind must not meet its next run, on another Node.
  const cwd = mkdtempSync(join(directory, 'run-'));
  const sandbox = pathToFileURL(join(import.meta.dirname, 'sandbox.mjs')).href;
  const result = spawnSync(runtime, [...load(sandbox), file], {
    cwd,
    encoding: 'utf8',
    timeout: timeoutMs,
    env: { PATH: process.env['PATH'] },
  });
  rmSync(cwd, { recursive: true, force: true });
  const late = result.signal === null ? '' : `ended by ${result.signal} after ${timeoutMs} ms`;
  return { status: result.status, stdout: result.stdout, stderr: result.stderr + late };
}

/** A file of tests, under the vitest of the workspace and on its Node: a file without a test fails too. */
export function runTests(directory: string, program: Program): Outcome {
  writeFileSync(join(directory, program.file), program.code);
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  return spawnSync(process.execPath, [vitest, 'run', '--root', directory, program.file], {
    cwd: directory,
    encoding: 'utf8',
    timeout: timeoutMs,
    env: { PATH: process.env['PATH'] },
  });
}

/** TypeScript to what every promised Node runs: Node 20 neither strips types nor knows `using`. */
export function toJavaScript(code: string): string {
  return transformSync(code, { loader: 'ts', format: 'esm', target: 'node20' }).code;
}

/** A program is right when it ends by itself, with 0, and has nothing to complain about. */
export function outcomeFaults(what: string, { status, stderr }: Outcome): string[] {
  return status === 0 && stderr === '' ? [] : [`${what} ended with ${status}: ${stderr.trim() || 'no message'}`];
}
