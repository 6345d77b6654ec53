// Files for the commands, in a folder that goes away after each test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runCommand } from '../src/commands/run-command.ts';

/** Writes files, objects as JSON, and returns what runs a command with their names in place of `$name`. */
export function withFiles(files: Readonly<Record<string, unknown>>) {
  const folder = mkdtempSync(join(tmpdir(), 'scry-flags-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return (...args: readonly string[]) => {
    const { code, stdout, stderr } = runCommand(args.map((each) => each.replaceAll('$', `${folder}/`)));
    return { code, out: stdout.trimEnd(), err: stderr.replaceAll(`${folder}/`, '').trimEnd() };
  };
}
