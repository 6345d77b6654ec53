// `npm run release:rehearse`: the steps of .github/workflows/release.yml on a clone, against a registry on loopback, and then
// what users of the published packages see on every promised Node. The working tree is left as it is.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import { linkPeers } from './consumer.ts';
import type { LoopbackRegistry } from './loopback-registry.ts';
import { startLoopbackRegistry } from './loopback-registry.ts';
import { readPackages, root } from './package.ts';
import { proveOnNodes } from './prove-nodes.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'scry-rehearsal-')));
try {
  if (execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }) !== '') {
    console.log('What is not committed is not rehearsed.');
  }
  await rehearse(scratch);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function rehearse(directory: string): Promise<void> {
  const clone = join(directory, 'clone');
  const registry = await startLoopbackRegistry(directory);
  try {
    const consumer = join(directory, 'consumer');
    cloneAndVersion(clone);
    publish(clone, registry);
    install(clone, consumer, registry.npmrc);
    proveOnNodes({ consumer });
  } finally {
    await registry.stop();
  }
}

function cloneAndVersion(clone: string): void {
  run('git', ['clone', '--quiet', root, clone], root);
  run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], clone);
  const pending = readdirSync(join(clone, '.changeset')).some((name) => name.endsWith('.md') && name !== 'README.md');
  if (!pending) console.log('No changeset is pending: the versions stay as they are.');
  else versionAndCommit(clone);
}

function versionAndCommit(clone: string): void {
  run('pnpm', ['run', 'version:all'], clone);
  const author = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost'];
  run('git', [...author, 'commit', '--quiet', '--all', '--message', 'Version Packages'], clone);
}

function publish(clone: string, registry: LoopbackRegistry): void {
  run('pnpm', ['exec', 'turbo', 'run', 'build', '--filter=./packages/*'], clone);
  sendToLoopback(clone, registry);
  run('pnpm', ['exec', 'changeset', 'publish-plan', '--output', 'plan.json'], clone);
  run('pnpm', ['exec', 'changeset', 'pack', '--from-publish-plan', 'plan.json', '--out-dir', 'packed'], clone);
  run('pnpm', ['exec', 'changeset', 'publish', '--from-pack-dir', 'packed'], clone);
}

/** pnpm takes the registry from the project's npmrc and not from npm's variables: a rehearsal must never reach another one. */
function sendToLoopback(clone: string, { url, npmrc }: LoopbackRegistry): void {
  writeFileSync(join(clone, '.npmrc'), npmrc);
  const target = execFileSync('pnpm', ['config', 'get', 'registry'], { cwd: clone, encoding: 'utf8' }).trim();
  if (target !== url) throw new Error(`the rehearsal must publish to ${url}, but pnpm would publish to ${target}`);
}

/** Peers stay the user's: the loopback registry has none of them. */
function install(clone: string, consumer: string, npmrc: string): void {
  const packages = readPackages(join(clone, 'packages'));
  mkdirSync(consumer);
  writeFileSync(join(consumer, 'package.json'), '{ "private": true }\n');
  writeFileSync(join(consumer, '.npmrc'), npmrc);
  const exact = packages.map(({ name, manifest }) => `${name}@${manifest.version}`);
  run('npm', ['install', '--legacy-peer-deps', '--cache=.npm-cache', ...exact], consumer);
  linkPeers(readPackages(), consumer);
}
