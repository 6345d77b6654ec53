import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { temporaryDirectory } from './temporary-directory.ts';

const actor = { type: 'user', id: 'user@example.com' } as const;

let processes = 0;

/** A process of its own, as far as the module can tell; what it imports is there already. */
async function freshModule(): Promise<typeof import('../src/get-audit-logger.ts')> {
  const module = `../src/get-audit-logger.ts?${++processes}`;
  return import(module);
}

beforeEach(() => {
  vi.unstubAllEnvs();
  return () => vi.unstubAllEnvs();
});

test('is one log for the process, in the directory that the environment names', async () => {
  const directory = join(temporaryDirectory(), 'trail');
  vi.stubEnv('AUDIT_LOG_FILE', directory);
  const { getAuditLogger } = await freshModule();
  const logger = getAuditLogger();
  expect(getAuditLogger()).toBe(logger);
  await logger.logAuthSuccess({
    actor,
    clientIp: '192.168.1.1',
    correlationId: 'trace-123',
    details: { token: 'abc' },
  });
  await logger.close();
  const [file = ''] = readdirSync(directory).filter((name) => name.endsWith('.ndjson'));
  expect(JSON.parse(readFileSync(join(directory, file), 'utf8'))).toMatchObject({
    actor,
    details: { token: '[REDACTED]' },
  });
});

test('can be told not to redact', async () => {
  const directory = temporaryDirectory();
  vi.stubEnv('AUDIT_LOG_FILE', directory);
  vi.stubEnv('AUDIT_LOG_REDACT_SENSITIVE', 'False');
  const logger = (await freshModule()).getAuditLogger();
  await logger.logAuthSuccess({ actor, details: { token: 'abc' } });
  await logger.close();
  expect(readFileSync(join(directory, '0000000000000001.ndjson'), 'utf8')).toContain('"token":"abc"');
});

test('can be switched off: then there is no directory', async () => {
  vi.stubEnv('AUDIT_LOG_ENABLED', '0');
  const logger = (await freshModule()).getAuditLogger();
  expect(await logger.logAuthSuccess({ actor })).toMatchObject({ seq: 0 });
  await logger.close();
  expect(existsSync('audit')).toBe(false);
});

test('tells at the first call that it cannot write there', async () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  vi.stubEnv('AUDIT_LOG_FILE', file);
  const logger = (await freshModule()).getAuditLogger();
  for (let i = 0; i < 2; i++) {
    await expect(logger.logAuthSuccess({ actor })).rejects.toMatchObject({
      code: 'SCRY_AUDIT_WRITE',
      cause: { code: 'EEXIST' },
    });
  }
  await expect(logger.close()).rejects.toMatchObject({ code: 'EEXIST' });
});

test('does not guess what a variable means', async () => {
  vi.stubEnv('AUDIT_LOG_ENABLED', 'yes');
  const { getAuditLogger } = await freshModule();
  expect(getAuditLogger).toThrow('getAuditLogger: AUDIT_LOG_ENABLED must be true or false, got "yes"');
});

test.each([
  ['TRUE', true],
  [' true ', true],
  ['1', true],
  ['', true],
  ['False', false],
  ['0', false],
])('takes %j for %s', async (text, isEnabled) => {
  const directory = join(temporaryDirectory(), 'trail');
  vi.stubEnv('AUDIT_LOG_FILE', directory);
  vi.stubEnv('AUDIT_LOG_ENABLED', text);
  const logger = (await freshModule()).getAuditLogger();
  expect(await logger.logAuthSuccess({ actor })).toMatchObject({ durable: isEnabled });
  await logger.close();
  expect(existsSync(directory)).toBe(isEnabled);
});

test('names the variable that it cannot read', async () => {
  vi.stubEnv('AUDIT_LOG_REDACT_SENSITIVE', 'no');
  const { getAuditLogger } = await freshModule();
  expect(getAuditLogger).toThrow(
    new RangeError('getAuditLogger: AUDIT_LOG_REDACT_SENSITIVE must be true or false, got "no"'),
  );
});
