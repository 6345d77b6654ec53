import { WrongInput } from '@scry/internal/command-line';
import type { AuditEvent } from '../audit-event.ts';
import { type AuditFilter, matcher } from '../audit-filter.ts';
import { nodeFileSystem } from '../file-system.ts';
import { listLog } from '../log-files.ts';
import { readEvents } from '../read-events.ts';

/** The events of a directory that fit, oldest first and without a limit, read beside whoever writes there. */
export async function* eventsIn(directory: string, filter: AuditFilter): AsyncGenerator<AuditEvent> {
  const fits = matcher(filter);
  for await (const event of readEvents(nodeFileSystem, directory)) {
    if (fits(event)) yield event;
  }
}

/** @throws WrongInput when there is no audit log in the directory: an empty answer would mean something else. */
export async function requireLog(directory: string): Promise<void> {
  const { segments, pruned, checkpoints } = await listLog(nodeFileSystem, directory);
  if (segments.length + pruned.length + checkpoints.length === 0)
    throw new WrongInput(`there is no audit log in ${directory}`);
}
