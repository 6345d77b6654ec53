import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { printTo } from '../src/commands/print-to.ts';
import { searchCommand } from '../src/commands/search-command.ts';
import { closedLog, liveLog, segmentOf } from './command-log.ts';
import { scryAudit } from './run-audit-command.ts';
import { temporaryFolder } from './sink-host.ts';

const names = ['verify', 'prove', 'search', 'export', 'report', 'anomalies', 'recover', 'keygen'];
describe('scry-audit', () => {
  test.each([[[]], [['--help']], [['help']]])('lists its commands for %j', async (args) => {
    const { code, out } = await scryAudit(...args);
    expect(code).toBe(0);
    for (const name of names) expect(out).toContain(`\n  ${name} `);
  });

  test.each(names)('%s --help tells what it takes', async (name) => {
    const { code, out } = await scryAudit(name, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`\n\nUsage: scry-audit ${name} <\\w+>.* \\[options\\]\n\nOptions:\n`));
  });

  test.each([
    [['verfy'], 'there is no command verfy, expected one of verify, prove'],
    [['__proto__'], 'there is no command __proto__'],
    [['verify'], 'it takes <directory>, got nothing'],
    [['verify', '$d', 'b'], 'it takes <directory>, got $d b'],
    [['verify', '$d', '--checkpont', 'x'], "Unknown option '--checkpont'"],
    [['verify', '$d/none'], 'ENOENT: no such file or directory'],
    [['verify', '$empty'], 'there is no audit log in $empty'],
    [['search', '$empty'], 'there is no audit log in $empty'],
    [['export', '$d', '--format', 'xml'], '--format must be one of jsonl, csv, ocsf, ecs, got xml'],
    [['export', '$d'], '--format must be given: jsonl, csv, ocsf or ecs'],
    [['export', '$d', '--format', 'csv', '--out', '$file'], 'EEXIST: file already exists'],
    [['search', '$d', '--from', 'yesterday'], '--from must be a time as in ISO 8601, got yesterday'],
    [['search', '$d', '--to', '2026-13-01'], '--to must be a time as in ISO 8601, got 2026-13-01'],
    [['search', '$d', '--outcome', 'maybe'], '--outcome must be one of SUCCESS, FAILURE, PARTIAL, DENIED, got MAYBE'],
    [['search', '$d', '--limit', '0'], '--limit must be a whole number from 1 on, got 0'],
    [['report', '$d', '--by', 'year'], '--by must be one of day, week, month, got year'],
    [['report', '$d', '--format', 'pdf'], '--format must be one of html, csv, got pdf'],
    [['anomalies', '$d', '--days', '-1'], "Option '--days' argument is ambiguous"],
    [['prove', '$d', 'one'], '<seq> must be the number of an event, from 1 on, got one'],
    [['prove', '$d', '99'], '99'],
    [['keygen', 'a b'], 'name must be a name without spaces and plus signs'],
    [['verify', '$d', '--public-key', '$file'], 'publicKey must be an Ed25519 key'],
    [['verify', '$d', '--checkpoint', '$file'], 'checkpoint must be the text of a checkpoint'],
  ])('refuses %j', async (args, message) => {
    const directory = await closedLog();
    const [empty, file] = [temporaryFolder(), join(temporaryFolder(), 'file')];
    writeFileSync(file, 'nothing of use');
    const filled = (text: string) => text.replace('$d', directory).replace('$empty', empty).replace('$file', file);
    const { code, out, err } = await scryAudit(...args.map(filled));
    expect(err).toContain(filled(message));
    expect(err).toMatch(/^scry-audit: .*\nSee scry-audit .*--help\.\n$/s);
    expect([code, out]).toEqual([2, '']);
  });

  test('leaves an error of its own to be seen', async () => {
    const broken = vi.spyOn(searchCommand, 'run').mockRejectedValue(new Error('a fault of ours'));
    await expect(scryAudit('search', 'x')).rejects.toThrow('a fault of ours');
    broken.mockRestore();
  });

  test('runs as a program of its own, with its exit code, and with another for faults of its own', {
    timeout: 60_000,
  }, async () => {
    const directory = await closedLog();
    const cli = join(import.meta.dirname, '../src/cli.ts');
    const run = async (...args: string[]) =>
      promisify(execFile)(process.execPath, ['--conditions=@scry/source', cli, ...args]).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
      );
    expect(await run('verify', directory)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('good: 5 events'),
    });
    expect(await run('verify')).toMatchObject({ code: 2, stderr: expect.stringContaining('it takes <directory>') });
    mkdirSync(join(directory, '0000000000000099.ndjson'));
    expect(await run('search', directory)).toMatchObject({ code: 2, stderr: expect.stringContaining('EISDIR') });
  });

  test.each([
    ['a command', ['keygen', '--help'], undefined, 0, 'Usage: scry-audit keygen', ''],
    ['wrong use', ['verfy'], undefined, 2, '', 'there is no command verfy'],
    [
      'a fault of its own',
      ['search', 'x'],
      new Error('a fault of ours'),
      70,
      '',
      'scry-audit: Error: a fault of ours\n    at ',
    ],
    ['a fault that is no error', ['search', 'x'], 'thrown', 70, '', 'scry-audit: thrown\n'],
  ])('sets the exit code of the process after %s', async (what, args, fault, code, out, err) => {
    const broken = vi.spyOn(searchCommand, 'run').mockRejectedValue(fault);
    vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', 'scry-audit', ...args]);
    const said: [stream: string, text: string][] = [];
    const hear = (name: 'stdout' | 'stderr') =>
      vi.spyOn(process[name], 'write').mockImplementation((...[text, done]: unknown[]) => {
        said.push([name, String(text)]);
        if (done instanceof Function) done();
        return true;
      });
    hear('stdout');
    hear('stderr');
    const before = process.exitCode;
    // Begins anew, where all that it imports is there already.
    const program = `../src/cli.ts?${encodeURIComponent(what)}`;
    await import(program);
    await vi.waitFor(() => expect(said).not.toEqual([]));
    const { exitCode } = process;
    process.exitCode = before;
    vi.restoreAllMocks();
    broken.mockRestore();
    expect(exitCode).toBe(code);
    expect(said.map(([stream]) => stream)).toEqual([out === '' ? 'stderr' : 'stdout']);
    expect(said[0]?.[1]).toContain(out + err);
  });

  test('goes on where nobody reads its output any more', async () => {
    const stream = new PassThrough();
    const print = printTo(stream);
    await print('a');
    stream.destroy(new Error('EPIPE'));
    await print('b');
    await new Promise((resolve) => setImmediate(resolve));
    await print('c');
    expect(stream.destroyed).toBe(true);
  });
});

describe('keygen', () => {
  test('makes a private key that its owner alone can read, and writes over none', async () => {
    const pem = join(temporaryFolder(), 'key.pem');
    const { out } = await scryAudit('keygen', 'example.com/audit', '--out', pem);
    expect(statSync(pem).mode & 0o777).toBe(0o600);
    expect(out).toContain(readFileSync(`${pem}.pub`, 'utf8'));
    const before = readFileSync(pem, 'utf8');
    expect(await scryAudit('keygen', 'example.com/audit', '--out', pem)).toMatchObject({ code: 2 });
    expect(readFileSync(pem, 'utf8')).toBe(before);
  });
});

describe('recover', () => {
  test('moves aside what a crash left of a line', async () => {
    const directory = await closedLog();
    expect((await scryAudit('recover', directory)).out).toBe('nothing is torn\n5 events are there\n');
    appendFileSync(segmentOf(directory), '{"v":1,"id":"01');
    const { code, out } = await scryAudit('recover', directory);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^15 bytes at the end of \d+\.ndjson were moved into \d+\.ndjson\.1\.torn\n5 events are there\n$/,
    );
    expect((await scryAudit('verify', directory)).code).toBe(0);
  });

  test('refuses while the application writes', async () => {
    const { directory } = await liveLog();
    expect(await scryAudit('recover', directory)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is being written by process'),
    });
  });

  test('gives the directory back where it cannot read it', async () => {
    const directory = await closedLog();
    const inTheWay = join(directory, '0000000000000099.ndjson');
    mkdirSync(inTheWay);
    expect(await scryAudit('recover', directory)).toMatchObject({ code: 2, err: expect.stringContaining('EISDIR') });
    rmdirSync(inTheWay);
    expect(await scryAudit('recover', directory)).toMatchObject({ code: 0 });
  });

  test('repairs nothing but the tail', async () => {
    const directory = await closedLog();
    const text = readFileSync(segmentOf(directory), 'utf8');
    const edited = text.replace('"records":3', '"records":4');
    writeFileSync(segmentOf(directory), edited);
    const { code, out } = await scryAudit('recover', directory);
    expect([code, out]).toEqual([1, expect.stringContaining('is damaged')]);
    expect(readFileSync(segmentOf(directory), 'utf8')).toBe(edited);
  });
});
