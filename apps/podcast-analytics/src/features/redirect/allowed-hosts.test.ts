import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../../platform/logger.ts';
import { documentFile } from '../operations/document-file.ts';
import { type AllowedHosts, openAllowedHosts, type TenantHost } from './allowed-hosts.ts';

let folder: string;
let path: string;
let stored: readonly TenantHost[] | undefined;
const opened: AllowedHosts[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scry-hosts-'));
  path = join(folder, 'hosts.json');
  stored = [{ tenantId: 'demo', host: 'a.example' }];
});
afterEach(() => {
  for (const hosts of opened.splice(0)) hosts.close();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<AllowedHosts> {
  const load = async () => {
    if (!stored) throw new Error('the database is away');
    return stored;
  };
  const hosts = await openAllowedHosts({ load, snapshot: documentFile(path), logger: createLogger('silent') });
  opened.push(hosts);
  return hosts;
}

test('allows each tenant its own hosts', async () => {
  const hosts = await open();
  expect(hosts.allows('demo', 'a.example')).toBe(true);
  expect(hosts.allows('other', 'a.example')).toBe(false);
  expect(hosts.allows('demo', 'b.example')).toBe(false);
});

test('follows what the database says, and keeps what it said last while it is away', async () => {
  const hosts = await open();
  stored = [{ tenantId: 'demo', host: 'b.example' }];
  await hosts.refresh();
  expect([hosts.allows('demo', 'a.example'), hosts.allows('demo', 'b.example')]).toEqual([false, true]);
  stored = undefined;
  await expect(hosts.refresh()).rejects.toThrow('away');
  expect(hosts.allows('demo', 'b.example')).toBe(true);
});

test('starts with what an earlier process knew while the database is away', async () => {
  await open();
  stored = undefined;
  expect((await open()).allows('demo', 'a.example')).toBe(true);
});

test.each(['', '{"hosts":', '{"hosts":[["demo"]]}', '[]'])('starts without a snapshot that holds %j', async (text) => {
  writeFileSync(path, text);
  stored = undefined;
  expect((await open()).allows('demo', 'a.example')).toBe(false);
  stored = [{ tenantId: 'demo', host: 'a.example' }];
  const hosts = await open();
  expect(hosts.allows('demo', 'a.example')).toBe(true);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ hosts: [['demo', 'a.example']] });
});
