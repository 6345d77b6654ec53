import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyContext, type Instruction, readStages } from './image.ts';
import { readYaml } from './read-yaml.ts';

const [build = [], run = [], ...others] = readStages();
const restOf = (stage: readonly Instruction[], name: string) =>
  stage.flatMap((instruction) => (instruction.name === name ? [instruction.rest] : []));

test('one stage builds and another runs, of one image of a version, as a user without rights', () => {
  expect(others).toEqual([]);
  const [base] = restOf(build, 'FROM');
  expect(base).toMatch(/^node:\d+-\S+ AS build$/);
  expect(restOf(run, 'FROM')).toEqual([base?.replace(' AS build', '')]);
  expect(restOf(run, 'USER')).toEqual(['node']);
  const names = run.map(({ name }) => name);
  expect(names.lastIndexOf('RUN')).toBeLessThan(names.indexOf('USER'));
  expect(restOf(run, 'STOPSIGNAL')).toEqual(['SIGTERM']);
  expect(restOf(run, 'HEALTHCHECK')[0]).toContain('http://127.0.0.1:3000/health');
});

test('directories that servers write to are there, and are theirs', () => {
  const [made = ''] = restOf(run, 'RUN');
  expect(made).toMatch(/^install -d -o node -g node /);
  const [document] = readYaml('compose.yaml') as [{ services: Record<string, { volumes: string[] }> }]; // see compose.test.ts
  const written = document.services['app-1']?.volumes.map((volume) => volume.split(':')[1]) ?? [];
  for (const path of ['/data', ...written]) expect(made.split(' ')).toContain(path);
});

let srv: string;
beforeAll(() => {
  srv = mkdtempSync(join(tmpdir(), 'scry-image-'));
});
afterAll(() => rmSync(srv, { recursive: true }));

test('what is copied is all that the program needs to be installed, to start, to serve and to stop', async () => {
  copyContext(restOf(build, 'COPY'), srv);
  expect(existsSync(join(srv, 'apps/podcast-analytics/test/run-cli.ts'))).toBe(false);
  const [install = ''] = restOf(build, 'RUN');
  execFileSync('sh', ['-c', `${install} --prefer-offline`], { cwd: srv, stdio: 'pipe' });

  const entry = JSON.parse(restOf(run, 'ENTRYPOINT')[0] ?? '[]') as string[]; // as Docker reads it
  const command = JSON.parse(restOf(run, 'CMD')[0] ?? '[]') as string[];
  const off = { STRIPE_API_KEY: 'off', SENDGRID_API_KEY: 'off', OPENAI_API_KEY: 'off', PAGERDUTY_ROUTING_KEY: 'off' };
  const env = { ...off, PATH: process.env['PATH'], NODE_ENV: 'production', SECRET_KEY: 'x'.repeat(44), PORT: '0' };
  const [program = '', ...args] = [...entry, ...command].map((word) => word.replace('/srv/', `${srv}/`));
  expect(program).toBe('node');
  const child = spawn(process.execPath, args, { env: { ...env, DATA_DIR: join(srv, 'data') } });
  const ended = once(child, 'close');
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
  await expect.poll(() => printed, { timeout: 120_000 }).toMatch(/http:\/\/\S+/);
  const [url = ''] = /http:\/\/\S+/.exec(printed) ?? [];
  for (const path of ['/health', '/ready']) expect((await fetch(`${url}${path}`)).status, path).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
