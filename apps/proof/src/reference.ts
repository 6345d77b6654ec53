// The reference of the public API, by typedoc, from the sources and what they say of themselves.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Package } from './package.ts';
import { root } from './package.ts';

/** Pinned, and installed on demand, apart from the workspace. */
export const referenceFolder = join(root, 'apps/proof/reference');

/** Types that nobody imports by name are not exported: that they are referenced is no fault. */
const validation = { invalidLink: true, invalidPath: true, notDocumented: true, notExported: false };

/** Every export wants a word; of members, those that do not speak for themselves, which no tool can tell. */
const requiredToBeDocumented = ['Variable', 'Function', 'Class', 'Interface', 'TypeAlias'];
const undocumentedMember = /^\S+\.\S+\.\S+ \(\w+\), defined in .* does not have any documentation$/;

/** Reads a package into `file`; returns links that lead nowhere, exports without a word, and what else typedoc warns of. */
export function readReference({ name, shortName, directory, entries }: Package, file: string): string[] {
  const tsconfig = `${file}.tsconfig.json`;
  const include = [join(directory, 'src')];
  const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')] };
  writeFileSync(tsconfig, JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions, include }));
  const said = typedoc(file, {
    ...{ name, tsconfig, validation, requiredToBeDocumented },
    entryPoints: entries.map((entry) => join(directory, 'src', `${entry.name}.ts`)),
    readme: join(directory, 'README.md'),
    json: file,
    // Wherever the clone came from, sources are linked where the project is at home.
    ...{ disableGit: true, basePath: directory },
    sourceLinkTemplate: `https://github.com/scry-js/scry/blob/main/packages/${shortName}/{path}#L{line}`,
  });
  return said.filter((line) => !undocumentedMember.test(line));
}

/** Writes one site of all that was read. */
export function writeReference(files: readonly string[], out: string): string[] {
  return typedoc(`${out}.site`, {
    ...{ name: 'Scry', entryPointStrategy: 'merge', entryPoints: files, out },
    readme: join(root, 'README.md'),
    ignoredHighlightLanguages: ['mermaid'],
  });
}

/** Its warnings and errors, without the line that counts them. */
function typedoc(scratch: string, options: object): string[] {
  const optionsFile = `${scratch}.options.json`;
  writeFileSync(optionsFile, JSON.stringify({ ...options, logLevel: 'Warn' }));
  const bin = join(referenceFolder, 'node_modules/typedoc/bin/typedoc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, '--options', optionsFile], {
    cwd: root,
    encoding: 'utf8',
  });
  const said = stripVTControlCharacters(`${stdout}\n${stderr}`)
    .split('\n')
    .filter((line) => line !== '' && !/ Found \d+ errors and /.test(line));
  if (status !== 0 && said.length === 0) throw new Error(`typedoc ended with ${status} and said nothing`);
  return said.map((line) => line.replace(/^\[\w+\] /, ''));
}
