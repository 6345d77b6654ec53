import type { AuditEvent } from './audit-event.ts';
import type { FileSystem } from './file-system.ts';
import { listLog } from './log-files.ts';
import { linesOf, readLines } from './read-lines.ts';

/** The events of a log that count, oldest first. Lines that are no JSON are left out: `verify` speaks of them. */
export async function* readEvents(fileSystem: FileSystem, directory: string): AsyncGenerator<AuditEvent> {
  const log = await listLog(fileSystem, directory);
  for (const { name, limit } of log.segments) {
    for await (const lines of readLines(fileSystem, directory, name)) {
      for (const { from, to } of linesOf(lines)) {
        const event = parseEvent(lines.bytes.toString('utf8', from, to));
        if (event !== undefined && event.seq < limit) yield event;
      }
    }
  }
}

function parseEvent(text: string): AuditEvent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // What stands in the log was checked before it was written.
    return typeof value === 'object' && value !== null ? (value as AuditEvent) : undefined;
  } catch {
    return undefined;
  }
}
