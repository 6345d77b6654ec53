import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runCommand } from '../src/commands/run-command.ts';
import { withFiles } from './command-run.ts';

afterEach(() => void vi.unstubAllEnvs());

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

  test.each([
    [[], 400, 404],
    [['--lax'], 201, 404],
    [['--metrics'], 400, 200],
  ])(
    'with %j it takes names in another case with %i, and answers /metrics with %i',
    async (options, lax, metrics) => {
      const said: string[] = [];
      const running = runCommand(['proxy', '--port', '0', ...options], {
        out: (text) => said.push(text),
        err: () => {},
      });
      await vi.waitFor(() => expect(said).toHaveLength(1), { timeout: 20_000 });
      const url = /http:\S+/.exec(said[0] ?? '')?.[0] ?? '';
      const ask = async (path: string, init: RequestInit = {}) =>
        (await fetch(`${url}${path}`, { ...init, headers: { connection: 'close' } })).status;
      const body = JSON.stringify({ NAME: 'db', listen: '127.0.0.1:0', upstream: '127.0.0.1:1' });
      expect([await ask('/proxies', { method: 'POST', body }), await ask('/metrics')]).toEqual([lax, metrics]);
      process.emit('SIGTERM');
      expect(await running).toBe(0);
    },
    60_000,
  );

  test('listens where it is told to', async () => {
    // An address of documentation (RFC 5737), which no machine has.
    const { code, err } = await withFiles().run('proxy', '--port', '0', '--host', '192.0.2.1');
    expect([code, err]).toEqual([2, expect.stringContaining('192.0.2.1')]);
  });

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
