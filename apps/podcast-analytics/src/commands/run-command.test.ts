import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { AuditEvent } from '@scry/audit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyDataDir } from '../../test/data-dir-template.ts';
import { openDataDir } from '../platform/db/pglite/data-dir.ts';
import { createTelemetry } from '../platform/telemetry.ts';
import { withAuditLog } from '../scry/audit.ts';
import { runCommand } from './run-command.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
beforeAll(() => {
  dataDir = emptyDataDir();
});
afterAll(() => dataDir.remove());

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) =>
    new Writable({
      write(text, _, done) {
        written[name] += text;
        done();
      },
    });
  const code = await runCommand(args, {
    env: { DATA_DIR: dataDir.path, ...env },
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    now: () => Date.UTC(2026, 2, 1),
    signal: new AbortController().signal,
  });
  return { code, ...written };
}

describe('a wrong command line', () => {
  test.each([
    [['nonsense'], 'expected one of start, import, report, recount, accounts, erase, personal-data, retention, agents'],
    [['report', '--frm', '2026-02-01'], "Unknown option '--frm'"],
    [['report', '--from', '2026-02-30'], '--from: expected a day such as 2026-02-01, got "2026-02-30"'],
    [['report', '--from', '2026-02-02', '--to', '2026-02-01'], '--from: expected a day not after "to"'],
    [['report', '--by', 'weekday'], 'got "weekday"'],
    [['report', 'today'], 'takes options only, got "today"'],
    [['start', '--port', '80'], "Unknown option '--port'"],
    [['import'], 'expected at least one file, got none'],
    [['import', '--format', 'xml', 'x'], 'got "xml"'],
    [['accounts', 'remove', 'x'], 'got "remove"'],
    [['accounts', 'add-user'], 'expected one name, got none'],
    [['accounts', 'add-user', 'a@b', '--role', 'KING'], 'got "KING"'],
    [['accounts', 'add-key', 'ci', '--plan', 'gold'], 'got "gold"'],
    [['erase'], 'expected one address of mail, or --address and --user-agent'],
    [['erase', '--address', '192.0.2.1'], 'expected one address of mail, or --address and --user-agent'],
    [['personal-data'], 'expected one address'],
    [['retention', 'now'], 'takes options only, got "now"'],
    [['agents', 'test'], 'expected a user agent, got none'],
    [['agents', 'update'], 'expected --from <folder or URL>'],
    [['agents', 'remove'], 'got "remove"'],
  ])('%j ends with code 2, and says what is expected', async (args, message) => {
    const { code, stderr, stdout } = await run(args);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/\nTry: podcast-analytics [\w-]+ --help\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test.each(['start', 'import', 'report', 'recount', 'accounts', 'erase', 'personal-data', 'retention', 'agents'])(
    'is explained by %s --help',
    async (name) => {
      const { code, stdout, stderr } = await run([name, '--help']);
      expect(stdout).toMatch(new RegExp(`^Usage: podcast-analytics ${name}`));
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    },
  );

  test('is no command at all: the list of commands is printed', async () => {
    expect(await run([])).toMatchObject({ code: 0, stdout: expect.stringContaining('recount') });
  });
});

describe('a failure', () => {
  test('is one line and code 1', async () => {
    const { code, stderr } = await run(['import', dataDir.path]);
    expect(stderr).toMatch(/^podcast-analytics import: .*got a directory.*\n$/);
    expect(code).toBe(1);
  });

  test('comes with its stack when LOG_LEVEL is debug', async () => {
    expect((await run(['import', dataDir.path], { LOG_LEVEL: 'debug' })).stderr).toMatch(/^\s+at /m);
  });

  test('of the environment names every wrong setting', async () => {
    const { code, stderr } = await run(['report'], { DATABASE_URL: 'db.example.com', PORT: 'http' });
    expect(stderr).toMatch(/DATABASE_URL: expected postgres:.*PORT: expected a port number/);
    expect(code).toBe(1);
  });
});

describe('agents', () => {
  const names = ['bots', 'apps', 'libraries', 'browsers', 'devices', 'referrers'];

  function lists(folder: string, contents: Record<string, string> = {}): string {
    const path = join(dataDir.path, '..', `${folder}-${process.pid}`);
    mkdirSync(path, { recursive: true });
    for (const name of names) writeFileSync(join(path, `${name}.json`), contents[name] ?? '{"entries":[]}');
    return path;
  }

  test('are those of the program, until others are installed', async () => {
    expect((await run(['agents'])).stdout).toContain('From the list that comes with the program.');
    expect((await run(['agents', 'test', 'AntennaPod/3.4.0'])).stdout).toContain('name: AntennaPod\ntype: app');
  });

  test('are replaced as a whole, and a refused file leaves the last good ones in force', async () => {
    const apps = '{"entries":[{"name":"Radio Zwei","pattern":"^RadioZwei/"}]}';
    expect(await run(['agents', 'update', '--from', lists('good', { apps })])).toMatchObject({ code: 0, stderr: '' });
    const bad = lists('bad', { apps: '{"entries":[]}', bots: '{"entries":[{"name":"x","pattern":"("}]}' });
    const { code, stderr } = await run(['agents', 'update', '--from', bad]);
    expect(stderr).toContain('bots.json: entries.0.pattern');
    expect(code).toBe(1);
    expect((await run(['agents', 'test', 'RadioZwei/1'])).stdout).toContain('name: Radio Zwei');
    expect((await run(['agents', 'test', 'AntennaPod/3.4.0'])).stdout).toContain('type: unknown');
  });

  test('can be installed before there is any data', async () => {
    const fresh = { DATA_DIR: join(dataDir.path, '..', `fresh-${process.pid}`) };
    try {
      expect(await run(['agents', 'update', '--from', lists('good')], fresh)).toMatchObject({ code: 0, stderr: '' });
      openDataDir(fresh.DATA_DIR).release(); // throws where it does not know the folder
    } finally {
      rmSync(fresh.DATA_DIR, { recursive: true });
    }
  });

  test('come from a URL, and a missing file leaves the last good ones in force', async () => {
    const answers: Record<string, string> = Object.fromEntries(
      names.map((name) => [`/src/${name}.json`, '{"entries":[]}']),
    );
    const server = createServer((request, response) => {
      const answer = answers[request.url ?? ''];
      response.writeHead(answer === undefined ? 404 : 200).end(answer);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    // The cast: a TCP server that listens has a port.
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/src`;
    try {
      expect(await run(['agents', 'update', '--from', url])).toMatchObject({ code: 0, stderr: '' });
      expect((await run(['agents'])).stdout).toContain(`From ${url}`);
      delete answers['/src/bots.json'];
      const { code, stderr } = await run(['agents', 'update', '--from', url]);
      expect(stderr).toContain('/src/bots.json: expected status 200, got 404');
      expect(code).toBe(1);
      expect((await run(['agents'])).stdout).toContain(`From ${url}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('recount', () => {
  test('of the stored ruleset differs nowhere, and of another one tells what changes', async () => {
    const log = join(dataDir.path, '..', `recount-${process.pid}.log`);
    const line = (time: string, bytes: number) =>
      `198.51.100.7 - - [03/Feb/2026:${time} +0000] "GET /show/1.mp3 HTTP/1.1" 200 ${bytes} "-" "AntennaPod/3.4.0"\n`;
    writeFileSync(log, line('12:00:00', 1000));
    const own = emptyDataDir();
    const settings = { DATA_DIR: own.path };
    try {
      expect((await run(['import', log], settings)).code).toBe(0);
      expect((await run(['recount'], settings)).stdout).toContain('No episode differs.');
      const { stdout } = await run(['recount', '--ruleset', 'op3'], settings);
      expect(stdout).toMatch(/under-one-minute +1 +0 +-1\n/);
      expect(stdout).toMatch(/counted +0 +1 +\+1\n/);
      expect(stdout).toContain('1 episode(s) differ.');
    } finally {
      own.remove();
      rmSync(log);
    }
  });
});

test('who is let in and shut out is in the audit trail, and no key or password is', async () => {
  const secrets: string[] = [];
  const printed = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(['accounts', ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout.trim();
  };
  secrets.push((await printed('add-user', 'ann@commands.example', '--role', 'ADMIN')).replace(/^.*password /, ''));
  secrets.push((await printed('set-password', 'ann@commands.example')).replace(/^.*password /, ''));
  secrets.push(await printed('add-key', 'ci', '--plan', 'team'));
  await printed('revoke-key', 'ci');

  const parts = { dataDir: dataDir.path, telemetry: createTelemetry('silent'), now: Date.now };
  const events = await withAuditLog('commands', parts, async (audit) => {
    const found: AuditEvent[] = [];
    for await (const event of audit.query({})) if (event.actor.id.startsWith('command line')) found.push(event);
    return found;
  });
  expect(events.map(({ action, resource, details }) => ({ action, id: resource?.id, ...details }))).toEqual([
    { action: 'user.created', id: expect.stringMatching(/^[0-9a-f-]{36}$/), role: 'ADMIN' },
    { action: 'user.password_changed', id: events[0]?.resource?.id },
    { action: 'api_key.created', id: 'ci', name: 'ci', role: 'VIEWER', plan: 'team' },
    { action: 'api_key.revoked', id: 'ci', name: 'ci' },
  ]);
  for (const secret of [...secrets, 'ann@commands.example']) expect(JSON.stringify(events)).not.toContain(secret);
});
