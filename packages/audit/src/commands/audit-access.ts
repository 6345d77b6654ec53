import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isAuditLockedError } from '../audit-locked-error.ts';
import { createAudit } from '../create-audit.ts';
import type { EventInput } from '../event-input.ts';
import { fileSink } from '../file-sink.ts';
import { requireLog } from './events-in.ts';

type Access = Extract<EventInput, { action: 'audit.log.searched' | 'audit.log.exported' }>;

/** How often a lock that another command holds is asked for, a twentieth of a second apart. */
const mostAttempts = 100;

/**
 * Says who is about to read the log, in the log `<directory>.access` beside it, and on stable storage before anything is read.
 *
 * @throws WrongInput when there is no log to read.
 */
export async function auditAccess(directory: string, access: Access): Promise<void> {
  await requireLog(directory);
  const beside = `${resolve(directory)}.access`;
  for (let attempt = 1; ; attempt++) {
    try {
      const audit = await createAudit({ name: 'access', sinks: [fileSink({ directory: beside })] });
      const actor = { type: 'user', id: userInfo().username } as const;
      await audit.log({ ...access, actor, resource: { type: 'audit_log', id: resolve(directory) } });
      return await audit.close();
    } catch (error) {
      if (!isAuditLockedError(error) || attempt === mostAttempts) throw error;
      await setTimeout(50);
    }
  }
}
