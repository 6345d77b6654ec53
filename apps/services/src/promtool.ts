import { spawnSync } from 'node:child_process';
import type { Service } from './describe-with.ts';
import { findBinary } from './find-binary.ts';

/** The checker of Prometheus's rules. It is no server: each call is a process that ends. */
export const promtool: Service = {
  name: 'promtool',
  install: 'apt-get install prometheus',
  find: () => findBinary('promtool'),
};

/** What it said, and whether it was content. */
export function runPromtool(args: readonly string[]): { readonly ok: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(promtool.find() ?? 'promtool', args, { encoding: 'utf8' });
  return { ok: status === 0, output: `${stdout}${stderr}` };
}
