import { spawnSync } from 'node:child_process';

/** Runs a command in the open; an exit code other than 0 ends the caller. */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): void {
  console.log(`\n$ ${command} ${args.join(' ')}`);
  const { status, error } = spawnSync(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit' });
  if (status !== 0) throw error ?? new Error(`${command} ${args[0] ?? ''} ended with ${status}`);
}
