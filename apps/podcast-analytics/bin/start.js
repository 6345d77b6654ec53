/**
 * `npm start` at the root: starts the console, and before that installs what it needs where that is not there yet. Only then:
 * to ask the package manager costs seconds, and a whole workspace costs a newcomer half a gigabyte.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const read = (name) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : undefined);

/** What the application alone was installed from; of a whole install the package manager writes it down itself. */
const installed = 'node_modules/.application-lock.yaml';
const wanted = read('pnpm-lock.yaml');

if (read(installed) !== wanted && read('node_modules/.pnpm/lock.yaml') !== wanted) install();
process.argv.splice(2, 0, 'start');
await import('./podcast-analytics.js');

function install() {
  console.error('Installing what the console needs …');
  // A developer's workspace stays whole: `--prod` would take the tools out of it.
  const part = existsSync(path('node_modules/vitest')) ? '' : ' --prod --filter podcast-analytics...';
  // How old each version is was looked at when the lockfile was made; to look again takes a minute.
  const options = '--frozen-lockfile --prefer-offline --loglevel=error --config.minimum-release-age=0';
  const command = `npx --prefer-offline -y pnpm@12.21.0 install ${options}${part}`;
  const { status } = spawnSync(command, { cwd: path('.'), shell: true, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(path(installed), wanted);
}
