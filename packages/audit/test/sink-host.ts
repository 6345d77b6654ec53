import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@scry/internal/clock';
import { onTestFinished } from 'vitest';
import type { AuditEvent, AuditNotice, Sink, SinkHost } from '../src/index.ts';
import { hurriedClock } from './hurried-clock.ts';
import { sampleEvents } from './sample-events.ts';

/** A folder that goes away after the test. */
export function temporaryFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'scry-audit-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** What a sink is told of its audit log, and what it reported. */
export function sinkHost(clock: Clock = hurriedClock()): SinkHost & { readonly notices: AuditNotice[] } {
  const notices: AuditNotice[] = [];
  return { stream: 'audit', now: Date.now, clock, notices, report: (notice) => void notices.push(notice) };
}

/** Opens a sink until the test is over. */
export async function opened<S extends Sink>(sink: S, host: SinkHost = sinkHost()): Promise<S> {
  await sink.open?.(host);
  onTestFinished(() => sink.close());
  return sink;
}

/** So many events as lines, with a number in their reason. */
export function sampleLines(count: number, change?: (index: number) => Partial<AuditEvent>): string[] {
  return sampleEvents(count, change).map((event) => JSON.stringify(event));
}

export function idsOf(lines: readonly string[]): string[] {
  return lines.map((line) => String(JSON.parse(line).id));
}
