import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemProcesses } from './process-table.ts';

test('knows this process as alive, with one start', () => {
  expect(systemProcesses.isAlive(process.pid)).toBe(true);
  expect(systemProcesses.startOf(process.pid)).toBe(systemProcesses.startOf(process.pid));
});

test('knows a process that has ended as gone', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  expect(systemProcesses.isAlive(child.pid ?? 0)).toBe(false);
  expect(systemProcesses.startOf(child.pid ?? 0)).toBeUndefined();
});

test.runIf(existsSync('/proc'))('takes a process for gone that was killed and that nobody waited for', async () => {
  // The inner process ends, and its parent, which has become a sleep by then, never asks for it.
  const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60']);
  const [line] = await once(parent.stdout, 'data');
  await until(() => !systemProcesses.isAlive(Number(line)));
  expect(systemProcesses.startOf(Number(line))).toBeDefined();
  parent.kill();
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}
