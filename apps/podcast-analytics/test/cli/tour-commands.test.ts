import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tourCommands } from '../../src/features/tour/tour-commands.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { type RunningCli, runCli, startCli } from '../run-cli.ts';

const root = new URL('../../', import.meta.url);
const row = /^\| `@scry\/(\w+)` \| \[(\S+)\]\(\2\) \| `(.+)` \| `(.+)` \|$/gm;
const table = [...readFileSync(new URL('README.md', root), 'utf8').matchAll(row)].map(
  ([, name = '', file = '', command = '', prints = '']) => ({
    ...{ name, file, prints },
    command: command.replaceAll('\\|', '|'),
  }),
);

let dataDir: ReturnType<typeof emptyDataDir>;
let running: RunningCli;
let env: { readonly PATH: string; readonly URL: string; readonly KEY: string };
beforeAll(async () => {
  dataDir = emptyDataDir();
  const settings = { DATA_DIR: dataDir.path, PORT: '0' };
  const { stdout } = await runCli(['accounts', 'add-key', 'curl', '--role', 'ADMIN'], settings);
  running = startCli(['start', '--no-demo'], settings);
  const [url = ''] = await running.printed(/http:\S+/);
  env = { PATH: process.env['PATH'] ?? '', URL: url, KEY: /pak_\S+/.exec(stdout)?.[0] ?? 'none' };
});
afterAll(async () => {
  running.process.kill('SIGTERM');
  await running.ended();
  dataDir.remove();
});

test('the table of the README is what the tour shows, and names the file of each package', async () => {
  expect(Object.fromEntries(table.map(({ name, command, prints }) => [name, { command, prints }]))).toEqual(
    tourCommands,
  );
  for (const { file } of table) expect(existsSync(new URL(file, root)), file).toBe(true);
  const page = await (await fetch(`${env.URL}/ops/tour`, { headers: { 'x-api-key': env.KEY } })).text();
  const shown = page.replaceAll('&quot;', '"').replaceAll('&#39;', "'");
  for (const { name, command, prints } of table) {
    expect(shown).toContain(`Wired in <code>src/scry/${name}.ts</code>`);
    expect(shown).toContain(`${command.replaceAll('$URL', env.URL)}\n${prints}`);
  }
});

test.each(table)('the command for @scry/$name prints what stands beside it', async ({ command, prints }) => {
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { env });
  expect(stdout.trim()).toBe(prints);
});
