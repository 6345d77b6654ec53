import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runCommand } from '../src/commands/run-command.ts';
import { isExperimentError, readJournal } from '../src/experiment.ts';
import { action, probe, shell, withProbes } from './chaos-toolkit-documents.ts';
import { moduleWith, scratchFolder, withFiles } from './command-run.ts';

const stands = withProbes(probe('stands', shell('true'), 0));
const flaky = moduleWith("{ faults: [flaky], method: [{ name: 'calls', run: calls }] }");

afterEach(() => void vi.unstubAllEnvs());

describe('scry-chaos', () => {
  const names = ['proxy', 'run', 'validate', 'replay', 'report'];

  test.each([[[]], [['--help']], [['help']]])('lists its commands and exit codes for %j', async (args) => {
    const { code, out } = await withFiles().run(...args);
    expect(code).toBe(0);
    for (const name of names) expect(out).toContain(`\n  ${name} `);
    expect(out).toContain('4 when the system did not recover');
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
    [['proxy', 'a'], 'it takes no file, got a'],
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
    expect(err).toMatch(/^scry-chaos: /);
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

describe('proxy', () => {
  test('serves the API and the proxies of a file until it is interrupted', async () => {
    const upstream = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    const { port } = upstream.address() as { readonly port: number };
    const listening = vi.fn();
    const listeners = process.listenerCount('SIGINT');
    const { folder } = withFiles({ 'p.json': [{ name: 'db', listen: '127.0.0.1:0', upstream: `127.0.0.1:${port}` }] });
    const args = [
      'proxy',
      '--port',
      '0',
      '--host',
      '127.0.0.1',
      '--seed',
      '7',
      '--metrics',
      '--lax',
      '--config',
      join(folder, 'p.json'),
    ];
    const running = runCommand(args, { out: listening, err: () => {} });
    await vi.waitFor(() => expect(listening).toHaveBeenCalledTimes(2), { timeout: 20_000 });
    const [[line], [proxy]] = listening.mock.calls as [[string], [string]];
    const url = /http:\S+/.exec(line)?.[0] ?? '';
    expect(proxy).toMatch(/^db: 127\.0\.0\.1:\d+ -> 127\.0\.0\.1:\d+$/);
    expect(await (await fetch(`${url}/version`, { headers: { connection: 'close' } })).json()).toHaveProperty(
      'version',
    );
    expect((await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).status).toBe(200);
    process.emit('SIGTERM');
    expect(await running).toBe(0);
    expect(process.listenerCount('SIGINT')).toBe(listeners);
    await expect(fetch(`${url}/version`)).rejects.toThrow('fetch failed');
    upstream.close();
  }, 60_000);

  test('begins without proxies, and refuses a port that is taken', async () => {
    const said: string[] = [];
    const running = runCommand(['proxy', '--port', '0'], { out: (text) => said.push(text), err: () => {} });
    await vi.waitFor(() => expect(said).toHaveLength(1), { timeout: 20_000 });
    const port = String(/:(\d+)$/.exec(said[0] ?? '')?.[1]);
    const second = await withFiles().run('proxy', '--port', port);
    expect(second).toMatchObject({ code: 2, err: expect.stringContaining('EADDRINUSE') });
    process.emit('SIGINT');
    expect(await running).toBe(0);
  }, 60_000);
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
    vi.resetModules();
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
    await import('../src/cli.ts');
    await vi.waitFor(() => expect(exit).toHaveBeenCalled(), { timeout: 20_000 });
    return { code: exit.mock.calls[0]?.[0], said: said.mock.calls.map(([first]) => first) };
  }

  test('ends with the exit code of the command', async () => {
    const { code, said } = await program('rnu');
    expect(code).toBe(2);
    expect(said).toEqual([expect.stringContaining('there is no command rnu')]);
  });

  test('ends with 2 when it is broken: nobody may take that for a deviation', async () => {
    const { code, said } = await program('--help');
    expect(code).toBe(2);
    expect(said).toEqual([expect.objectContaining({ message: 'a bug' })]);
  });
});
