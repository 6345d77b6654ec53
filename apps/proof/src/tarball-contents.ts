// What a tarball may hold: the built code, its licence and its words, nothing of the workshop.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const expected = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json'];
const built = /\.(?:js|cjs|d\.ts|d\.cts|js\.map|cjs\.map)$/;

/** The faults of an unpacked tarball. */
export function contentFaults(directory: string): string[] {
  return [...rootFaults(directory), ...distFaults(directory)];
}

function rootFaults(directory: string): string[] {
  const found = readdirSync(directory);
  return [
    ...expected.filter((name) => !found.includes(name)).map((name) => `${name} is missing`),
    ...found.filter((name) => !expected.includes(name)).map((name) => `${name} does not belong in the tarball`),
  ];
}

function distFaults(directory: string): string[] {
  const dist = join(directory, 'dist');
  if (!existsSync(dist)) return [];
  return readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => join(found.parentPath, found.name))
    .flatMap((file) => fileFaults(file, relative(directory, file)));
}

function fileFaults(file: string, name: string): string[] {
  if (!built.test(file)) return [`${name} does not belong in the tarball`];
  return file.endsWith('.map') ? mapFaults(file, name) : linkFaults(file, name);
}

/** A map names its sources by path; since src is not published, it must carry their text. */
function mapFaults(file: string, name: string): string[] {
  const map: { sources: string[]; sourcesContent?: (string | null)[] } = JSON.parse(readFileSync(file, 'utf8'));
  return map.sources
    .filter((source, index) => !map.sourcesContent?.[index] && !existsSync(resolve(dirname(file), source)))
    .map((source) => `${name} points at ${source}, which is not published`);
}

function linkFaults(file: string, name: string): string[] {
  const link = /\/\/# sourceMappingURL=(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
  const lost = link !== undefined && !existsSync(resolve(dirname(file), link));
  return lost ? [`${name} points at ${link}, which is not published`] : [];
}
