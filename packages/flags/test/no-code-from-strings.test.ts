import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('evaluates where no text may become code', async () => {
  const program = fileURLToPath(new URL('no-code-from-strings.fixture.ts', import.meta.url));
  const options = ['--disallow-code-generation-from-strings', '--conditions=@scry/source', program];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  expect(JSON.parse(stdout)).toEqual({ refused: true, on: true });
}, 60_000);
