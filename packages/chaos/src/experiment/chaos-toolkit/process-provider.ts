import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { at, type DocumentReader } from '../document-reader.ts';
import type { ActivityContext } from '../experiment.ts';
import type { Provider } from './provider.ts';

const longestOutput = 1_048_576;

/** The provider `process` of the specification: a program, whose answer is `{ status, stdout, stderr }`. */
export function readProcessProvider(reader: DocumentReader, given: unknown, path: string): Provider {
  const provider = reader.object(given, path, ['type', 'path'], ['arguments', 'timeout', 'secrets']);
  const name = reader.text(provider['path'], at(path, 'path'));
  const file = name === '' ? undefined : executableAt(name);
  if (name !== '' && file === undefined)
    reader.report(at(path, 'path'), `must be an executable, and ${name} is none here`);
  const args = readArguments(reader, provider['arguments'], at(path, 'arguments'));
  return {
    timeoutMs: reader.seconds(provider['timeout'], at(path, 'timeout')),
    run: ({ signal }) => runProcess(String(file), args, signal),
  };
}

/** A string is for the shell, as chaoslib has it; of an object the names and values in turn. */
function readArguments(reader: DocumentReader, given: unknown, path: string): string | readonly string[] {
  if (typeof given === 'string') return given;
  if (typeof given !== 'object' && given !== undefined) reader.report(path, 'must be a string, a list or an object');
  if (typeof given !== 'object' || given === null) return [];
  const parts: readonly unknown[] = Array.isArray(given) ? given : Object.entries(given).flat();
  return parts.filter((part) => part !== null && part !== '').map(String);
}

function executableAt(name: string): string | undefined {
  const folders = name.includes('/') ? [''] : (process.env['PATH'] ?? '').split(delimiter);
  const files = folders.map((folder) => (folder === '' || isAbsolute(name) ? name : join(folder, name)));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

interface ProcessAnswer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runProcess(
  file: string,
  args: string | readonly string[],
  signal: ActivityContext['signal'],
): Promise<ProcessAnswer> {
  return new Promise((resolve, reject) => {
    // A group of its own: an interrupt of the terminal is for the experiment, and what it starts ends with it.
    const shell = typeof args === 'string';
    const [command, list] = shell ? [`${quoted(file)} ${args}`, []] : [file, args];
    const child = spawn(command, list, { shell, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = (): void => killGroup(child);
    const tooLong = (): void => {
      reject(new RangeError(`it said more than ${longestOutput} bytes`));
      kill();
    };
    signal.addEventListener('abort', kill);
    const stdout = collected(child.stdout, tooLong);
    const stderr = collected(child.stderr, tooLong);
    child.on('error', reject);
    child.on('close', (status) => {
      signal.removeEventListener('abort', kill);
      resolve({ status, stdout: stdout(), stderr: stderr() });
    });
  });
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** What a stream has said; a program that says too much is ended. */
function collected(stream: NodeJS.ReadableStream, end: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > longestOutput) end();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
