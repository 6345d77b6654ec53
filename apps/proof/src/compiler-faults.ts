// What another compiler than ours says of the same files: each runs as a consumer's own tsc, with the libraries checked too.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './package.ts';
import { isForeign, type TypeSetting } from './type-check.ts';

/** Pinned, and installed on demand, apart from the workspace. */
export const compilersFolder = join(root, 'apps/proof/typescripts');
export const compilerVersions = ['5.4', '5.9', '6.0', '7.0'];

export interface Compiler {
  /** The version as it says it itself. */
  readonly version: string;
  readonly path: string;
}

export function pinnedCompiler(version: string): Compiler {
  const path = join(compilersFolder, 'node_modules', `typescript-${version}`, 'bin/tsc');
  const { stdout } = spawnSync(process.execPath, [path, '--version'], { encoding: 'utf8' });
  return { version: stdout.replace('Version', '').trim(), path };
}

/** The faults in the given files and in our packages; the declarations of a foreign peer are its author's. */
export function compilerFaults(
  { path }: Pick<Compiler, 'path'>,
  directory: string,
  files: Readonly<Record<string, string>>,
  setting: TypeSetting,
): string[] {
  const folder = mkdtempSync(join(directory, 'types-'));
  try {
    for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
    const project = { compilerOptions: setting.options, files: Object.keys(files) };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
    const args = [path, '--project', folder, '--pretty', 'false'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const said = stdout.split('\n').filter((line) => /error TS\d+/.test(line));
    if (status !== 0 && said.length === 0) return [`the compiler ended with ${status}: ${stderr}${stdout}`];
    return said.filter((line) => !isForeign(`/${line.split('(', 1)}`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
