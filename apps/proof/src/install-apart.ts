import { run } from './command.ts';

/** Installs a workspace of its own: what only one command needs stays out of `npm test`. */
export function installApart(folder: string): void {
  run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], folder);
}
