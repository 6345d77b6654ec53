// A log whose sinks do as the test says.
import { createFakeClock } from '@scry/internal/fake-clock';
import { type AuditNotice, type AuditOptions, createAudit, isAuditWriteError } from '../src/index.ts';
import { type ScriptedSink, scriptedSink } from './scripted-sink.ts';

export const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });

export async function openAudit(options: Partial<AuditOptions> = {}) {
  const sink = scriptedSink();
  const clock = createFakeClock();
  const notices: AuditNotice[] = [];
  const audit = await createAudit({ sinks: [sink], clock, onEvent: (notice) => notices.push(notice), ...options });
  const log = (records = 1) => audit.logSystem({ action: 'data.read', details: { records } });
  const told = (type: AuditNotice['type']) => notices.filter((notice) => notice.type === type);
  return { sink, clock, audit, log, told };
}

/** Lets the writer come to where it waits for the sink. */
export async function turns(count = 5): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

export function actionsIn(sink: ScriptedSink): string[] {
  return sink.lines.map((line) => JSON.parse(line).action);
}

export function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => (isAuditWriteError(error) ? error.reason : error),
  );
}
