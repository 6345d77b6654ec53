import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installApart } from '../../proof/src/install-apart.ts';
import { root } from '../../proof/src/package.ts';

export const peersFolder = join(root, 'apps/bench/peers');
const require = createRequire(join(peersFolder, 'package.json'));

export function installPeers(): void {
  installApart(peersFolder);
}

/** What a peer exports. The caller says of which type: the folder of the peers is not there when types are checked. */
export async function importPeer<Exports>(name: string): Promise<Exports> {
  return import(pathToFileURL(require.resolve(name)).href);
}

/** The peer with its version, as tables name it: `p-retry@9.0.0`. */
export function peerName(name: string): string {
  const text = readFileSync(join(peersFolder, 'node_modules', name, 'package.json'), 'utf8');
  const manifest: { name: string; version: string } = JSON.parse(text);
  return `${manifest.name}@${manifest.version}`;
}
