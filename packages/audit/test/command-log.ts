// A log for the commands, and ways to look into its files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Audit, type AuditEvent, createAudit, type FileSinkOptions, fileSink } from '../src/index.ts';
import { temporaryFolder } from './sink-host.ts';

export const ada = { type: 'user', id: 'ada', tenantId: 't1' } as const;

/** A log in a folder of its own that goes on being written until the test is over, with five events. */
export async function liveLog(
  options: Partial<FileSinkOptions> = {},
  now: () => number = Date.now,
): Promise<{ audit: Audit; directory: string }> {
  const directory = join(temporaryFolder(), 'audit');
  const audit = await createAudit({ sinks: [fileSink({ directory, ...options })], now });
  onTestFinished(() => audit.close().catch(() => {}));
  await audit.logAuthSuccess({ actor: ada, clientIp: '192.0.2.1' });
  await audit.logDataAccess({ actor: ada, resource: { type: 'report', id: 'r1' }, details: { records: 3 } });
  await audit.logPermission({ actor: ada, outcome: 'DENIED', reason: '=HYPERLINK("http://evil")' });
  await audit.logDataAccess({ actor: { type: 'service', id: 'billing' }, action: 'data.export' });
  await audit.logConfigChange({ actor: { type: 'user', id: 'bob' }, changes: [{ path: 'a', old: 1, new: 2 }] });
  return { audit, directory };
}

/** The same, of an application that has ended. */
export async function closedLog(options: Partial<FileSinkOptions> = {}): Promise<string> {
  const { audit, directory } = await liveLog(options);
  await audit.close();
  return directory;
}

export function segmentOf(directory: string): string {
  const [file = ''] = readdirSync(directory).filter((name) => name.endsWith('.ndjson'));
  return join(directory, file);
}

export function linesOf(directory: string): string[] {
  return readFileSync(segmentOf(directory), 'utf8').trimEnd().split('\n');
}

/** Who has read a log, as the commands wrote it down. */
export function accessTo(directory: string): AuditEvent[] {
  return existsSync(`${directory}.access`) ? linesOf(`${directory}.access`).map((line) => JSON.parse(line)) : [];
}
