// The command in this process, on files in a folder that goes away after each test.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runCommand } from '../src/commands/run-command.ts';

/** A folder that goes away after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scry-chaos-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Writes files, objects as JSON, and returns what runs the command with their names in place of `$name`. */
export function withFiles(files: Readonly<Record<string, unknown>> = {}) {
  const folder = scratchFolder();
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  async function run(...args: readonly string[]) {
    const out: string[] = [];
    const err: string[] = [];
    const typed = args.map((each) => each.replaceAll('$', `${folder}/`));
    const code = await runCommand(typed, { out: (text) => out.push(text), err: (text) => err.push(text) });
    return { code, out: out.join('\n'), err: err.join('\n').replaceAll(`${folder}/`, '') };
  }
  return { run, folder, read: (name: string) => readFileSync(join(folder, name), 'utf8') };
}

const source = new URL('../src/', import.meta.url).href;

/** A module with an experiment of one fault, whose calls all fail, or with a part of its own. */
export function moduleWith(experiment: string): string {
  return `
import { createChaos, fault, when } from '${source}index.ts';
export const chaos = createChaos();
const call = chaos.point('db', async () => 'row');
const calls = async () => { for (let i = 0; i < 20; i++) await call().catch(() => {}); };
const flaky = { name: 'flaky', points: 'db', fault: fault.error('refused'), when: when.probability(0.5) };
export const experiment = { name: 'of a module', ...${experiment} };
`;
}
