import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('names the tests that did not run and how to install what they need', () => {
  const { status, stdout, stderr } = runWithout({});
  expect(status).toBe(0);
  expect(stdout + stderr).toContain('Nonesuch is not on this machine, so these tests did not run: "talks to Nonesuch"');
  expect(stdout + stderr).toContain('Install it: apt-get install nonesuch');
});

test('fails where services are required', () => {
  expect(runWithout({ SCRY_REQUIRE_SERVICES: '1' }).status).toBe(1);
});

function runWithout(env: Record<string, string>) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--root',
    root,
    '--dir',
    'test/fixtures',
    '--config',
    'test/fixtures/vitest.config.ts',
  ];
  const inherited = { ...process.env };
  delete inherited['SCRY_REQUIRE_SERVICES'];
  return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: { ...inherited, ...env } });
}
