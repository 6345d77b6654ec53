import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyDataDir } from '../../test/data-dir-template.ts';
import { runCommand } from './run-command.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
beforeAll(() => {
  dataDir = emptyDataDir();
});
afterAll(() => dataDir.remove());

async function run(...args: readonly string[]) {
  let written = '';
  const stream = new Writable({
    write(text, _, done) {
      written += text;
      done();
    },
  });
  const code = await runCommand(args, {
    env: { DATA_DIR: dataDir.path },
    stdout: stream,
    stderr: stream,
    now: () => Date.UTC(2026, 2, 1),
    signal: new AbortController().signal,
  });
  return { code, written };
}

test('users of an older platform are imported, exported and erased', async () => {
  const file = join(dataDir.path, 'users.csv');
  const hash = createHash('sha256').update('an old password').digest('hex');
  writeFileSync(file, `email,role,password_hash\nann@example.com,VIEWER,${hash}\nbob,VIEWER,${hash}\n`);
  expect(await run('accounts', 'import', file, '--tenant', 'acme')).toEqual({
    code: 0,
    written: expect.stringMatching(/^1 users added, 1 lines refused\nline 3: email: expected/),
  });
  expect((await run('accounts', 'import', file)).written).toContain('expected one that has no account yet, got ann@');
  const { written } = await run('personal-data', 'ann@example.com');
  expect(JSON.parse(written)).toMatchObject({ table: 'users', row: { tenant_id: 'acme' } });
  expect(written).not.toContain(hash);
  expect(await run('erase', 'ann@example.com')).toEqual({ code: 0, written: '1 rows were removed or changed.\n' });
  expect(await run('personal-data', 'ann@example.com')).toEqual({ code: 0, written: '' });
  expect((await run('accounts')).written).not.toContain('ann@example.com');
});

test('what has expired is removed by a command, too', async () => {
  const { code, written } = await run('retention');
  expect(code).toBe(0);
  expect(written).toMatch(/^listenerKeys +0\nhits +0\n/);
});
