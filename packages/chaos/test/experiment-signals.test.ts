// Processes that are really signalled: what an experiment began is undone, whoever ends it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

test.each(['SIGINT', 'SIGTERM'] as const)(
  'an experiment whose process is sent %s is rolled back, and its exit code is 3',
  async (signal) => {
    const fixture = join(import.meta.dirname, 'interrupted.fixture.ts');
    const child = spawn(process.execPath, ['--conditions=@scry/source', fixture], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    const closed = once(child, 'close');
    for await (const line of createInterface(child.stdout)) {
      lines.push(line);
      if (line === 'hanging') child.kill(signal);
    }
    expect(lines.slice(0, -1)).toEqual([
      'first',
      'hanging',
      'hang undone, 1 armed',
      'first undone',
      'rolled back, 0 armed',
    ]);
    expect(JSON.parse(String(lines.at(-1)))).toEqual({
      outcome: 'aborted',
      abort: { by: 'signal', reason: signal },
      last: 'recovery',
    });
    expect(await closed).toEqual([3, null]);
  },
  60_000,
);
