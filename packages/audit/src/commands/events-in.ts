import type { AuditEvent } from '../audit-event.ts';
import { type AuditFilter, matcher } from '../audit-filter.ts';
import { nodeFileSystem } from '../file-system.ts';
import { listLog } from '../log-files.ts';
import { readEvents } from '../read-events.ts';
import { WrongInput } from './command.ts';

/** The events of a directory that fit, oldest first, read beside whoever writes there. */
export async function* eventsIn(directory: string, filter: AuditFilter): AsyncGenerator<AuditEvent> {
  const { limit = Number.POSITIVE_INFINITY } = filter;
  const fits = matcher(filter);
  let count = 0;
  for await (const event of readEvents(nodeFileSystem, directory)) {
    if (!fits(event)) continue;
    yield event;
    if (++count >= limit) return;
  }
}

/** @throws WrongInput when there is no audit log in the directory: an empty answer would mean something else. */
export async function requireLog(directory: string): Promise<void> {
  const { segments, pruned } = await listLog(nodeFileSystem, directory);
  if (segments.length + pruned.length === 0) throw new WrongInput(`there is no audit log in ${directory}`);
}
