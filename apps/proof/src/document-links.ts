// Links of our documents to what stands in the repository, by path or by its address; the rest of the web is not asked.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ownAddress = 'https://github.com/scry-js/scry/blob/main/';

/** The faults of one document. `root` is the folder that the address of the repository stands for. */
export function linkFaults(file: string, root: string): string[] {
  const markdown = readFileSync(file, 'utf8');
  return targetsIn(markdown)
    .filter((target) => isOwn(target) && !leads(target, file, root))
    .map((target) => `${relative(root, file)} links to ${target}, which is not there`);
}

function targetsIn(markdown: string): string[] {
  const targets = [...withoutCode(markdown).matchAll(/\]\(([^()\s]+)\)/g)];
  return targets.map(([, target = '']) => target);
}

function isOwn(target: string): boolean {
  return target.startsWith(ownAddress) || !/^[a-z]+:/.test(target);
}

function leads(target: string, file: string, root: string): boolean {
  const [path = '', anchor] = target.replace(ownAddress, '').split('#');
  const base = target.startsWith(ownAddress) ? root : join(file, '..');
  const place = path === '' ? file : resolve(base, path);
  if (!existsSync(place)) return false;
  return anchor === undefined || (statSync(place).isFile() && anchorsIn(readFileSync(place, 'utf8')).includes(anchor));
}

/** As GitHub names headings: in small letters, without punctuation, with hyphens for spaces. */
function anchorsIn(markdown: string): string[] {
  const headings = [...markdown.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)];
  return headings.map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
}
