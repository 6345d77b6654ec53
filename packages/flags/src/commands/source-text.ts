import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const isSource = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|html|py|go|java|kt|rb|cs|php|rs|swift)$/;
const ofTheWorkshop = new Set(['node_modules', 'dist', 'build', 'coverage']);
/** A longer file was made by a program. */
const longestFile = 1_048_576;
const deepest = 32;

/** The text of all sources in a folder, without those that were installed or built; undefined when there is no such folder. */
export function sourceText(folder: string): string | undefined {
  try {
    return textsIn(folder, 0).join('\n');
  } catch {
    return undefined;
  }
}

function textsIn(folder: string, depth: number): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isOurs = !entry.name.startsWith('.') && !ofTheWorkshop.has(entry.name) && depth < deepest;
      return isOurs ? textsIn(path, depth + 1) : [];
    }
    if (!entry.isFile() || !isSource.test(entry.name) || statSync(path).size > longestFile) return [];
    return [readFileSync(path, 'utf8')];
  });
}
