import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const errorClass = /(?:class (\w+)|(\w+) = (?:\(_class\d* = )?class(?: \w+)?) extends \w*Error\b/g;

/** An error class that the build copied into two files is two classes: what one entry throws is no instance of the other's. */
export function copiedErrorFaults(directory: string): string[] {
  return ['.js', '.cjs'].flatMap((extension) => {
    const homes = new Map<string, string[]>();
    for (const file of readdirSync(join(directory, 'dist'))
      .filter((name) => name.endsWith(extension))
      .sort()) {
      for (const [, declared, assigned] of readFileSync(join(directory, 'dist', file), 'utf8').matchAll(errorClass)) {
        const name = declared ?? assigned ?? '';
        homes.set(name, [...(homes.get(name) ?? []), file]);
      }
    }
    return [...homes]
      .filter(([, files]) => files.length > 1)
      .map(([name, files]) => `${name} stands in ${files.map((file) => `dist/${file}`).join(' and ')}`);
  });
}
