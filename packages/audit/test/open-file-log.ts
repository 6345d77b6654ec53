import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeClock } from '@scry/internal/fake-clock';
import { type AuditNotice, type AuditOptions, createAudit, type FileSinkOptions, fileSink } from '../src/index.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export async function openAudit(options: Partial<FileSinkOptions> = {}, auditOptions: Partial<AuditOptions> = {}) {
  const directory = options.directory ?? temporaryDirectory();
  const notices: AuditNotice[] = [];
  const clock = createFakeClock();
  const audit = await createAudit({
    sinks: [fileSink({ directory, ...options })],
    clock,
    onEvent: (notice) => notices.push(notice),
    ...auditOptions,
  });
  const log = (records = 1) => audit.logSystem({ action: 'data.read', details: { records } });
  const told = (type: AuditNotice['type']) => notices.filter((notice) => notice.type === type);
  return { audit, clock, directory, log, notices, told };
}

export function names(directory: string, ending: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(ending))
    .sort();
}

export function sizesIn(directory: string): number[] {
  return names(directory, '.checkpoints').flatMap((name) =>
    readFileSync(join(directory, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).size),
  );
}
