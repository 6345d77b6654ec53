// The Node versions that the packages promise, as binaries on this machine.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installApart } from './install-apart.ts';
import { root } from './package.ts';

export interface NodeBinary {
  readonly version: string;
  readonly path: string;
}

/** Where the pinned binaries are installed on demand, apart from the workspace: each is 190 MB. */
const folder = join(root, 'apps/proof/nodes');
const majors = ['20', '22', '24', '26'];

/** `SCRY_PROOF_NODES=20,26` asks for pinned versions; without it only the running Node is proved. */
export function nodesUnderProof(asked: string | undefined = process.env['SCRY_PROOF_NODES']): NodeBinary[] {
  if (asked === undefined) return [{ version: process.version, path: process.execPath }];
  return asked.split(',').map(pinnedNode);
}

export function allMajors(): string {
  return majors.join(',');
}

/** Only these binaries are pinned; elsewhere the proof says that it ran on the workspace's Node alone. */
export function hasPinnedBinaries(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

export function installPinnedNodes(): void {
  installApart(folder);
}

function pinnedNode(major: string): NodeBinary {
  const path = join(folder, 'node_modules', `node-${major}`, 'bin/node');
  if (!majors.includes(major)) throw new Error(`node must be one of ${majors.join(', ')}, got ${major}`);
  if (!existsSync(path)) throw new Error(`Node ${major} is not installed: npm run proof installs it`);
  return { version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim(), path };
}
