import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runCommand } from '../src/commands/run-command.ts';
import { isExperimentError } from '../src/experiment.ts';
import { probe, shell, withProbes } from './chaos-toolkit-documents.ts';
import { moduleWith, withFiles } from './command-run.ts';

const stands = withProbes(probe('stands', shell('true'), 0));

afterEach(() => void vi.unstubAllEnvs());

describe('scry-chaos', () => {
  const names = ['proxy', 'run', 'validate', 'replay', 'report'];

  test.each([[[]], [['--help']], [['help']]])('lists its commands and exit codes for %j', async (args) => {
    const { code, out } = await withFiles().run(...args);
    expect(code).toBe(0);
    for (const name of names) expect(out).toContain(`\n  ${name} `);
    expect(out).toMatch(/4 when the system did not recover\.$/);
  });

  test.each(names)('%s --help tells its files and options', async (name) => {
    const { code, out } = await withFiles().run(name, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`Usage: scry-chaos ${name} (?:<.+> )?\\[options\\]`));
    expect(out).toContain('--help');
  });

  test.each<[args: readonly string[], message: string]>([
    [['rnu'], 'there is no command rnu, expected one of proxy, run, validate, replay, report\nSee scry-chaos --help.'],
    [['__proto__'], 'there is no command __proto__'],
    [['run'], 'it takes <experiment.json|.js>, got nothing\nSee scry-chaos run --help.'],
    [['run', 'a', 'b'], 'it takes <experiment.json|.js>, got a b'],
    [['proxy', 'a'], 'it takes no operand, got a'],
    [['run', 'a.json', '--jsn'], "Unknown option '--jsn'"],
    [['run', '$none.json'], 'none.json cannot be read: ENOENT'],
    [['run', '$text.json'], 'text.json is no JSON: '],
    [['run', '$none.js'], 'none.js cannot be loaded: '],
    [['run', '$throws.mjs'], 'throws.mjs cannot be loaded: odd'],
    [['run', '$throws-text.mjs'], 'throws-text.mjs cannot be loaded: a text'],
    [['run', '$empty.mjs'], 'empty.mjs must export an experiment'],
    [['run', '$null.mjs'], 'null.mjs must export an experiment'],
    [['run', '$wrong.mjs'], 'The experiment has 1 problem:\n- name must be a string that is not empty, got 5'],
    [['run', '$empty.mjs', '--var', 'a=b'], '--var is for documents of JSON'],
    [['run', '$stands.json', '--var', 'a'], '--var must be name[:type]=value with a type of str,'],
    [['run', '$stands.json', '--var', 'a:bytes=b'], '--var must be name[:type]=value'],
    [['run', '$stands.json', '--var', 'a:toString=b'], '--var must be name[:type]=value'],
    [['run', '$stands.json', '--var', 'a:int=b'], '--var must be name[:type]=value'],
    [['run', '$stands.json', '--html', '$none/report.html'], 'none/report.html cannot be written: ENOENT'],
    [['validate', '$wrong.json'], 'The document has 2 problems:\n- description is missing\n- method is missing'],
    [['replay', '$stands.json', '$stands.json'], 'The journal has'],
    [['report', '$stands.json'], 'The journal has'],
    [['report', '$stands.json', '--format', 'journal'], '--format must be one of html, junit, markdown, got journal'],
    [['report', '$stands.json', '--format', 'toString'], '--format must be one of html, junit, markdown, got toString'],
    [['proxy', '--port', 'http'], '--port must be a number, got http'],
    [['proxy', '--port', '70000'], 'the HTTP API cannot be started: '],
    [['proxy', '--port', '0', '--config', '$none.json'], 'none.json cannot be read'],
    [['proxy', '--port', '0', '--config', '$stands.json'], 'stands.json: '],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { run } = withFiles({
      ...{ 'text.json': 'text', 'stands.json': stands, 'wrong.json': { title: 'x' }, 'empty.mjs': '' },
      ...{ 'null.mjs': 'export const experiment = null;', 'wrong.mjs': 'export const experiment = { name: 5 };' },
      ...{ 'throws.mjs': "throw new Error('odd');", 'throws-text.mjs': "throw 'a text';" },
    });
    const { code, err, out } = await run(...args);
    expect(err).toContain(message);
    expect(err).toMatch(/^scry-chaos: [\s\S]*\S$/);
    expect(code).toBe(2);
    expect(out).not.toContain('  before');
  });

  test('does not hide what is wrong with itself', async () => {
    const broken = new Error('a bug');
    const out = (): void => {
      throw broken;
    };
    const { folder } = withFiles({ 'stands.json': stands });
    await expect(runCommand(['validate', join(folder, 'stands.json')], { out, err: () => {} })).rejects.toBe(broken);
  });
});

describe('report', () => {
  test.each([
    [[], /^# A title\n/],
    [['--format', 'html'], /^<!doctype html>/],
    [['--format', 'junit'], /^<\?xml/],
  ])('prints a journal, %j', async (args, start) => {
    const { run } = withFiles({ 'e.json': stands });
    await run('run', '$e.json', '--journal', '$j.json');
    const { code, out } = await run('report', '$j.json', ...args);
    expect(code).toBe(0);
    expect(out).toMatch(start);
  });

  test('writes it to a file', async () => {
    const { run, read } = withFiles({ 'e.json': stands });
    await run('run', '$e.json', '--journal', '$j.json');
    expect(await run('report', '$j.json', '--format', 'html', '--out', '$r.html')).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    expect(read('r.html')).toMatch(/<\/html>\n$/);
  });
});

test('an ExperimentError of another copy of the package is one as well', () => {
  expect(isExperimentError({ code: 'SCRY_EXPERIMENT' })).toBe(true);
  expect(isExperimentError(new Error('other'))).toBe(false);
});

describe('the program', () => {
  const arguments_ = process.argv;
  afterEach(() => {
    process.argv = arguments_;
    vi.restoreAllMocks();
  });

  /** Loads it with these arguments, and tells how it ended. */
  async function program(
    ...args: readonly string[]
  ): Promise<{ readonly code: unknown; readonly said: readonly unknown[] }> {
    process.argv = [...arguments_.slice(0, 2), ...args];
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    vi.spyOn(console, 'log').mockImplementation(() => {
      throw new Error('a bug');
    });
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => {}) as never);
    const anew = `../src/cli.ts?${args[0]}`;
    await import(anew);
    await vi.waitFor(() => expect(exit).toHaveBeenCalled(), { timeout: 20_000 });
    return { code: exit.mock.calls[0]?.[0], said: said.mock.calls.map(([first]) => first) };
  }

  test('ends with the exit code of the command', async () => {
    const { code, said } = await program('rnu');
    expect(code).toBe(2);
    expect(said).toEqual([expect.stringContaining('there is no command rnu')]);
    expect(process.stdout.emit('error', new Error('nobody reads'))).toBe(true); // it is listened to
  });

  test('ends with 2 when it is broken: nobody may take that for a deviation', async () => {
    const { code, said } = await program('--help');
    expect(code).toBe(2);
    expect(said).toEqual([expect.objectContaining({ message: 'a bug' })]);
  });

  test('rolls back, and ends with the exit code of the outcome, although nobody reads what it says any more', async () => {
    const { folder } = withFiles({
      'e.mjs': moduleWith(`{ method: [
        { name: 'waits', run: (async () => {
          const { existsSync } = await import('node:fs');
          while (!existsSync('go')) await new Promise(setImmediate);
        }), undo: async () => (await import('node:fs')).writeFileSync('undone', '') },
        ...[1, 2, 3].map((line) => ({ name: 'says ' + line, run: () => new Promise(setImmediate) })),
        { name: 'fails', run: () => Promise.reject(new Error('own')) },
      ] }`),
    });
    const cli = join(import.meta.dirname, '../src/cli.ts');
    const child = spawn(process.execPath, ['--conditions=@scry/source', cli, 'run', 'e.mjs'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    writeFileSync(join(folder, 'go'), '');
    expect(await ended).toEqual([3, null]);
    expect(existsSync(join(folder, 'undone'))).toBe(true);
  }, 60_000);
});
