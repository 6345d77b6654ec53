import type { ActionDefinitions, BuiltInActions } from './actions.ts';
import type { Audit, AuditOptions } from './audit.ts';
import { AuditCore } from './audit-core.ts';
import { readAuditOptions } from './audit-options.ts';
import type { UncheckedEvent } from './event-input.ts';
import { createLogMethods } from './log-methods.ts';
import { outcomeOfError } from './outcome-of-error.ts';

/**
 * Creates an audit log and opens its sinks.
 *
 * Rejects with TypeError or RangeError when an option is wrong, and with what a sink rejects with when it cannot be opened.
 * Its calls reject with AuditEventError (`SCRY_AUDIT_EVENT`) and AuditWriteError (`SCRY_AUDIT_WRITE`).
 *
 * @example
 * const audit = await createAudit({ sinks: [fileSink({ directory: 'audit' })] });
 * await audit.logAuthSuccess({ actor: { type: 'user', id: 'u1' }, clientIp: '192.0.2.1', correlationId: 'trace-123' });
 */
export async function createAudit<A extends ActionDefinitions = BuiltInActions>(
  options: AuditOptions<A>,
): Promise<Audit<A>> {
  const { audit, opened } = startAudit(options);
  await opened;
  // What the types know of an event, the catalogue checks again.
  return audit as unknown as Audit<A>;
}

/** The same, before the sinks are open: what is logged meanwhile waits in the queue. */
export function startAudit(options: AuditOptions<ActionDefinitions>): {
  audit: Audit<ActionDefinitions>;
  opened: Promise<unknown>;
} {
  const settings = readAuditOptions(options);
  const core = new AuditCore(settings);
  const log = (event: UncheckedEvent) => core.log(event);

  async function audited<T>(event: UncheckedEvent, operation: () => Promise<T>): Promise<T> {
    core.check(event); // before anything is done of which nothing could be told
    let result: T;
    try {
      result = await operation();
    } catch (error) {
      // The operation's error is what the caller must see.
      await core.logOrForget({ ...event, ...outcomeOfError(error) });
      throw error;
    }
    await log(event);
    return result;
  }

  const audit: Audit<ActionDefinitions> = {
    log,
    ...createLogMethods(log, settings.name),
    audited,
    runWith: (context, fn) => core.contexts.run({ ...core.contexts.getStore(), ...context }, fn),
    query: (filter) => core.query(filter),
    checkpoint: () => core.checkpoint(),
    flush: () => core.flush(),
    close: () => core.close(),
  };
  return { audit, opened: core.opened };
}
