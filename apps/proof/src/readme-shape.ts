// One README for all packages: a reader who has found his way in one knows where to look in the others.
import type { Package } from './package.ts';

const headings = ['Why this one', 'API', 'Errors', 'Recipes', 'Guarantees and limits', 'Benchmarks'];
const firstExampleBy = 10;
const longestExample = 12;

export function readmeFaults({ name, manifest }: Pick<Package, 'name' | 'manifest'>, markdown: string): string[] {
  const prose = withoutCode(markdown);
  const titles = [...prose.matchAll(/^# (.+)$/gm)].map(([, title]) => title);
  const found = [...prose.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  return [
    ...(titles.join() === name ? [] : [`the one H1 must be ${name}, got ${titles.join(', ') || 'none'}`]),
    ...(found.join() === headings.join()
      ? []
      : [`the H2s must be ${headings.join(', ')}; got ${found.join(', ') || 'none'}`]),
    ...(markdown.split('\n')[2] === manifest['description']
      ? []
      : ['below the H1 must stand the description of package.json']),
    ...(markdown.includes(`npm install ${name}\n`) ? [] : [`it must say npm install ${name}`]),
    ...exampleFaults(visible(markdown).split('\n')),
  ];
}

function exampleFaults(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => /^```(?:ts|js)$/.test(line));
  if (start === -1) return ['it has no example'];
  const length = lines.slice(start + 1).indexOf('```');
  return [
    ...(start + 1 > firstExampleBy
      ? [`the first example begins at line ${start + 1}, after line ${firstExampleBy}`]
      : []),
    ...(length > longestExample ? [`the first example has ${length} lines, more than ${longestExample}`] : []),
  ];
}

/** What a reader sees of the rendered page: comments, with the code that a block takes as given, are not there. */
function visible(markdown: string): string {
  return markdown.replace(/^<!--[\s\S]*?-->\n+/gm, '');
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '');
}
