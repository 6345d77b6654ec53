import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readJournal } from '../src/experiment.ts';
import { action, probe, shell, withProbes } from './chaos-toolkit-documents.ts';
import { moduleWith, scratchFolder, withFiles } from './command-run.ts';
import { reported } from './outcomes.ts';

const stands = withProbes(probe('stands', shell('true'), 0));
const flaky = moduleWith("{ faults: [flaky], method: [{ name: 'calls', run: calls }] }");

afterEach(() => void vi.unstubAllEnvs());

describe('run', () => {
  test('says what it does, line by line', async () => {
    const { run } = withFiles({ 'e.json': { ...stands, method: [action('act', shell('exit 3'))] } });
    const { code, out } = await run('run', '$e.json');
    expect(code).toBe(0);
    expect(out.replaceAll(/\d+(?:\.\d)? m?s/g, 'TIME').split('\n')).toEqual([
      'A title',
      '  before     probe  stands: ok, TIME',
      '  method     action act: ok, TIME',
      '  after      probe  stands: ok, TIME',
      '  recovery   probe  stands: ok, TIME',
      'completed: The system stood: it was in its steady state under the faults, and it was after them.',
    ]);
  });

  test.each<[outcome: string, code: number, document: object, line: string]>([
    [
      'deviated',
      1,
      {
        ...withProbes(probe('p', shell('test ! -e $mark'), 0)),
        method: [action('a', shell('touch $mark'))],
        rollbacks: [action('b', shell('rm $mark'))],
      },
      'after      probe  p: not met, TIME {"status":1,',
    ],
    [
      'aborted',
      3,
      withProbes(probe('p', shell('false'), 0)),
      'given up because of steady-state: the system was not in its steady state',
    ],
    [
      'aborted',
      3,
      withProbes(probe('p', { type: 'http', url: 'http://127.0.0.1:1' }, 200)),
      'before     probe  p: failed, TIME TypeError: fetch failed',
    ],
    [
      'not-recovered',
      4,
      {
        ...stands,
        method: [action('a', shell('true'))],
        rollbacks: [action('b', { type: 'http', url: 'http://127.0.0.1:1' })],
      },
      'rollback   action b: failed, TIME TypeError: fetch failed',
    ],
  ])(
    'ends with the outcome %s and exit code %i',
    async (outcome, code, given, line) => {
      const mark = join(scratchFolder(), 'mark');
      const { run } = withFiles({ 'e.json': JSON.stringify(given).replaceAll('$mark', mark) });
      const result = await run('run', '$e.json');
      expect(result.code).toBe(code);
      const out = result.out.replaceAll(/\d+(?:\.\d)? m?s/g, 'TIME');
      expect(out).toContain(line);
      expect(out).toContain(`\n${outcome}: `);
    },
    60_000,
  );

  test('takes values for the configuration', async () => {
    const configuration = { code: 1 };
    const { run } = withFiles({ 'e.json': { ...withProbes(probe('p', shell(`exit \${code}`), 7)), configuration } });
    expect((await run('run', '$e.json', '--var', 'code=7')).code).toBe(0);
    expect((await run('run', '$e.json', '--var', 'code=5', '--var', 'code:int=7')).code).toBe(0);
    expect((await run('run', '$e.json')).code).toBe(3);
  });

  test('runs the experiment of a module on its chaos, and writes reports', async () => {
    const { run, read } = withFiles({ 'e.mjs': flaky });
    const files = ['--journal', '$j.json', '--html', '$r.html', '--junit', '$r.xml', '--markdown', '$r.md'];
    const { code, out } = await run('run', '$e.mjs', ...files);
    expect(code).toBe(0);
    const journal = readJournal(JSON.parse(read('j.json')));
    expect(out).toContain(`${journal.injections.length} calls were disturbed. Seed: ${journal.seed}`);
    expect(journal.injections.length).toBeGreaterThan(1);
    expect(read('r.html')).toMatch(/^<!doctype html>/);
    expect(read('r.xml')).toMatch(/^<\?xml/);
    expect(read('r.md')).toMatch(/^# of a module\n/);
  });

  test('prints the journal instead of lines', async () => {
    const { run } = withFiles({ 'e.json': stands });
    const { out } = await run('run', '$e.json', '--json');
    expect(readJournal(JSON.parse(out))).toMatchObject({ experiment: 'A title', outcome: 'completed' });
  });

  test.each([
    [1, 'another answer'],
    [2, 'the answer'],
  ])('ends with %i when its reports are lost on the way and a probe has %s', async (expected, answer) => {
    const warned = reported();
    const folder = scratchFolder();
    const lose = `async () => { (await import('node:fs')).rmSync('${folder}/out', { recursive: true }); return '${answer}'; }`;
    const { run, read } = withFiles({
      'e.mjs': moduleWith(`{ method: [{ name: 'loses', run: ${lose}, tolerance: 'the answer' }] }`),
    });
    mkdirSync(join(folder, 'out'));
    const lost = join(folder, 'out', 'j.json');
    const { code, err } = await run('run', '$e.mjs', '--journal', lost, '--markdown', '$r.md');
    expect(code).toBe(expected);
    const said = [err, ...warned.mock.calls.map(([warning]) => String(warning))].join('\n');
    expect(said).toContain(`${lost} cannot be written: ENOENT`);
    expect(read('r.md')).toMatch(/^# of a module\n/);
    warned.mockRestore();
  });

  test('has no chaos for a module that exports none', async () => {
    const { run } = withFiles({
      'e.mjs': `${flaky.replace('export const chaos', 'const chaos')}\nexport { when as chaos };`,
    });
    const { code, out } = await run('run', '$e.mjs');
    expect(code).toBe(2);
    expect(out).toContain('  faults act on the points of a chaos: the option chaos must be given');
  });

  test('says of an answer that is none that it is not met', async () => {
    const { run } = withFiles({
      'e.mjs': moduleWith("{ method: [{ name: 'nothing', run: () => {}, tolerance: 1 }] }"),
    });
    const { code, out } = await run('run', '$e.mjs');
    expect(code).toBe(1);
    expect(out).toMatch(/probe {2}nothing: not met, \d+ ms $/m);
  });
});

describe('validate', () => {
  test('runs nothing, and counts the parts', async () => {
    const folder = scratchFolder();
    const method = [action('a', shell(`touch ${join(folder, 'ran')}`))];
    const { run } = withFiles({ 'e.json': { ...stands, method }, 'e.mjs': flaky });
    const { code, out } = await run('validate', '$e.json');
    expect([code, out]).toEqual([0, 'A title: valid, 1 probes, 0 faults, 1 steps in the method, 0 roll-backs']);
    expect((await run('validate', '$e.mjs')).out).toContain('1 faults');
    const least = withFiles({ 'e.mjs': "export const experiment = { name: 'least' };" });
    expect((await least.run('validate', '$e.mjs')).out).toBe(
      'least: valid, 0 probes, 0 faults, 0 steps in the method, 0 roll-backs',
    );
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });
});

describe('replay', () => {
  test('injects the same faults into the same calls, in a process of its own seed', async () => {
    vi.stubEnv('SCRY_CHAOS_SEED', '7');
    const { run, read } = withFiles({ 'e.mjs': flaky, 'f.mjs': flaky });
    await run('run', '$e.mjs', '--journal', '$j.json');
    vi.stubEnv('SCRY_CHAOS_SEED', '8');
    const { code, out } = await run('replay', '$j.json', '$f.mjs', '--journal', '$k.json');
    expect(out).toContain('The replay injected the same faults into the same calls.');
    expect(code).toBe(0);
    expect(JSON.parse(read('k.json')).injections).toEqual(JSON.parse(read('j.json')).injections);
  });

  test('is a deviation where it is another one', async () => {
    const { run } = withFiles({ 'e.mjs': flaky, 'f.mjs': flaky.replace('i < 20', 'i < 2') });
    vi.stubEnv('SCRY_CHAOS_SEED', '7');
    await run('run', '$e.mjs', '--journal', '$j.json');
    const { code, out } = await run('replay', '$j.json', '$f.mjs');
    expect(out).toMatch(/The replay differs: \d+ injections are missing, 0 are new\./);
    expect(code).toBe(1);
  });

  test('takes a journal without chaos', async () => {
    const { run } = withFiles({ 'e.json': stands });
    await run('run', '$e.json', '--journal', '$j.json');
    expect((await run('replay', '$j.json', '$e.json')).code).toBe(0);
  });
});
