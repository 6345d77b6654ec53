import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { deploy } from './read-yaml.ts';

export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of each stage of deploy/Dockerfile, without comments, and with continued lines made one. */
export function readStages(): readonly (readonly Instruction[])[] {
  const text = readFileSync(join(deploy, 'Dockerfile'), 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '');
  const instructions = [...text.matchAll(/^([A-Z]+) (.*)$/gm)].map(([, name = '', rest = '']) => ({ name, rest }));
  const stages: Instruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  return stages;
}

/** Whether the builder sees a file of the repository, by deploy/Dockerfile.dockerignore: the last rule that fits decides. */
function isSent(path: string, rules: readonly string[]): boolean {
  let isIgnored = false;
  for (const rule of rules) {
    const isException = rule.startsWith('!');
    const pattern = (isException ? rule.slice(1) : rule)
      .replace(/[.]/g, '\\.')
      .replaceAll('**/', '(?:.+/)?')
      .replace(/(?<![)/])\*|(?<=\/)\*/g, '[^/]*');
    if (new RegExp(`^${pattern}(?:/|$)`).test(path)) isIgnored = !isException;
  }
  return !isIgnored;
}

/** Does what `COPY` does in the stage that builds, but for what is installed here and is not in the repository. */
export function copyContext(copies: readonly string[], target: string): void {
  const repository = join(deploy, '../../..');
  const rules = readFileSync(join(deploy, 'Dockerfile.dockerignore'), 'utf8').split('\n').filter(Boolean);
  for (const copy of copies) {
    const words = copy.split(' ');
    const to = words.at(-1) ?? '';
    for (const from of words.slice(0, -1)) {
      const source = join(repository, from);
      const place = statSync(source).isDirectory() ? join(target, to) : join(target, to, from);
      mkdirSync(dirname(place), { recursive: true });
      cpSync(source, place, {
        recursive: true,
        filter: (path) =>
          statSync(path).isDirectory()
            ? !/node_modules|dist$|\/data$/.test(path)
            : isSent(relative(repository, path), rules),
      });
    }
  }
}
