// Runs a small program as a user of the packages would: outside the workspace, without a network.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';

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

export function runProgram(node: string, directory: string, program: Program): Outcome {
  const file = join(directory, program.file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, program.code);
  // A folder of its own: files that a program leaves behind must not meet its next run, on another Node.
  const cwd = mkdtempSync(join(directory, 'run-'));
  const sandbox = pathToFileURL(join(import.meta.dirname, 'sandbox.mjs')).href;
  const result = spawnSync(node, ['--import', sandbox, file], {
    cwd,
    encoding: 'utf8',
    timeout: timeoutMs,
    env: { PATH: process.env['PATH'] },
  });
  rmSync(cwd, { recursive: true, force: true });
  const late = result.signal === null ? '' : `ended by ${result.signal} after ${timeoutMs} ms`;
  return { status: result.status, stdout: result.stdout, stderr: result.stderr + late };
}

/** TypeScript to what every promised Node runs: Node 20 neither strips types nor knows `using`. */
export function toJavaScript(code: string): string {
  return transformSync(code, { loader: 'ts', format: 'esm', target: 'node20' }).code;
}

/** A program is right when it ends by itself, with 0, and has nothing to complain about. */
export function outcomeFaults(what: string, { status, stderr }: Outcome): string[] {
  return status === 0 && stderr === '' ? [] : [`${what} ended with ${status}: ${stderr.trim() || 'no message'}`];
}
