import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface ServerCommand {
  readonly binary: string;
  readonly args: readonly string[];
  readonly options?: SpawnOptions;
  /** Where it logs. */
  readonly logsTo: 'stdout' | 'stderr';
  /** The line of its log that tells that it accepts connections. */
  readonly ready: RegExp;
}

/** A server in a process of its own, and the line that told that it was ready. */
export interface ServerProcess {
  readonly child: ChildProcess;
  readonly readyLine: RegExpExecArray;
}

/** Starts a server and waits until it is ready. Rejects with its log when it ends before. */
export async function startServerProcess({
  binary,
  args,
  options = {},
  logsTo,
  ready,
}: ServerCommand): Promise<ServerProcess> {
  const child = spawn(binary, args, {
    ...options,
    stdio: ['ignore', logsTo === 'stdout' ? 'pipe' : 'ignore', logsTo === 'stderr' ? 'pipe' : 'ignore'],
  });
  const output: Readable | null = child[logsTo];
  if (!output) throw new Error('its log is a pipe');
  const log: string[] = [];
  const lines = createInterface({ input: output }); // read on after the start too: a full pipe would stop the server
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      if (log.length < 50) log.push(line);
      const readyLine = ready.exec(line);
      if (readyLine) resolve({ child, readyLine });
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${binary}: the server ended:\n${log.join('\n')}`)));
  });
}

/** Ends a server in the way given and waits until it is gone; one that has ended already stays so. */
export async function endServerProcess(child: ChildProcess, how: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  how();
  await exited;
}
