// A registry on this machine that knows nothing but what is published to it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installApart } from './install-apart.ts';
import { root } from './package.ts';

export interface LoopbackRegistry {
  readonly url: string;
  /** The npmrc of a project that sends every request here. */
  readonly npmrc: string;
  stop(): Promise<void>;
}

const folder = join(root, 'apps/proof/registry');
const startTimeoutMs = 30_000;

export async function startLoopbackRegistry(scratch: string): Promise<LoopbackRegistry> {
  installApart(folder);
  const home = join(scratch, 'registry');
  mkdirSync(home);
  const host = `127.0.0.1:${await freePort()}`;
  const config = join(home, 'config.json');
  writeFileSync(config, JSON.stringify(verdaccioConfig(home)));
  const child = spawn(process.execPath, ['node_modules/verdaccio/bin/verdaccio', '-l', host, '-c', config], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill();
    await exited;
  };
  const url = `http://${host}/`;
  try {
    await Promise.race([
      answer(url),
      exited.then(([code]) => Promise.reject(new Error(`verdaccio ended with ${code}`))),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, npmrc: `registry=${url}\n//${host}/:_authToken=rehearsal\n`, stop };
}

/** No uplinks: a package that was not published here is not found. */
function verdaccioConfig(home: string): object {
  return {
    storage: join(home, 'storage'),
    auth: { htpasswd: { file: join(home, 'htpasswd') } },
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$anonymous' } },
    log: { type: 'stdout', level: 'error' },
  };
}

async function answer(url: string): Promise<void> {
  const end = Date.now() + startTimeoutMs;
  while (Date.now() < end) {
    const response = await fetch(`${url}-/ping`).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100);
  }
  throw new Error(`the registry on ${url} did not answer within ${startTimeoutMs} ms`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error(`expected a port, got ${address}`);
  return address.port;
}
