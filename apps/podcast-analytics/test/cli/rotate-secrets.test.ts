import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openApp } from '../../src/main.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { runCli } from '../run-cli.ts';

const script = fileURLToPath(new URL('../../scripts/rotate_secrets.sh', import.meta.url));
const day = 86_400_000;
const user = { email: 'ann@example.com', password: 'correct horse battery' };
let dataDir: ReturnType<typeof emptyDataDir>;
beforeAll(() => {
  dataDir = emptyDataDir();
});
afterAll(() => dataDir.remove());

/** What a visitor holds: a session, an API key and a link. */
async function handOut() {
  const app = await openApp(readConfig({ DATA_DIR: dataDir.path, LOG_LEVEL: 'silent' }), Date.now);
  await app.accounts.addUser({ ...user, tenantId: 'demo', role: 'ADMIN' });
  const held = {
    session: (await app.accounts.logIn(user.email, user.password))?.token ?? '',
    key: await app.accounts.addApiKey({ tenantId: 'demo', name: 'ci', role: 'VIEWER', plan: 'free' }),
    link: await app.signingKeys.signer('share-link').sign({ report: 'r1' }, 30 * day),
  };
  await app.close();
  return held;
}

async function opens({ session, key, link }: Awaited<ReturnType<typeof handOut>>) {
  const app = await openApp(readConfig({ DATA_DIR: dataDir.path, LOG_LEVEL: 'silent' }), Date.now);
  const answers = {
    session: (await app.accounts.ofSession(session)) !== undefined,
    key: (await app.accounts.ofApiKey(key)) !== undefined,
    link: await app.signingKeys.signer('share-link').verify(link),
  };
  await app.close();
  return answers;
}

test('a rotation logs nobody out and ends no link; one after a leak ends the links only', async () => {
  const held = await handOut();
  const { PATH } = process.env;
  const { stdout } = await promisify(execFile)(script, { env: { PATH, DATA_DIR: dataDir.path } });
  expect(stdout).toMatch(/^The key [0-9a-f-]{36} signs from now on; 0 older removed, 0 sealed anew\.\n$/);
  expect(await opens(held)).toEqual({ session: true, key: true, link: { report: 'r1' } });

  const leaked = await runCli(['rotate-secrets', '--revoke-older'], { DATA_DIR: dataDir.path });
  expect(leaked.stdout).toContain('2 older removed');
  expect(await opens(held)).toEqual({ session: true, key: true, link: undefined });
}, 180_000);

test('arguments that mean nothing are refused before anything is rotated', async () => {
  const { code, stderr } = await runCli(['rotate-secrets', '--all'], { DATA_DIR: dataDir.path });
  expect(code).toBe(2);
  expect(stderr).toContain('--all');
});
