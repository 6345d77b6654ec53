import type { RbacEvent } from '@scry/rbac';
import type { Events } from '../../platform/events/events.ts';
import type { Logger } from '../../platform/logger.ts';
import type { AuditTrail } from '../../scry/audit.ts';

/**
 * Every decision on a permission is audited, and a denial is a key event as well. It has been made when it is told: that it could
 * not be written is an error of its own.
 */
export function auditDecisions(audit: AuditTrail, events: Events, logger: Logger): (event: RbacEvent) => void {
  return function auditDecision(event) {
    if (event.type !== 'allowed' && event.type !== 'denied' && event.type !== 'error') return;
    const { permission, code, ruleId, principalId } = event;
    if (event.type !== 'allowed') {
      const who = principalId === null ? {} : { principalId: String(principalId) };
      events.emit({ type: 'permission.denied', data: { permission, code, ...who } });
    }
    const details = { permission, code, ...(ruleId !== null && { rule: ruleId }) };
    const entry =
      event.type === 'allowed'
        ? ({ action: 'permission.allowed', details } as const)
        : ({ action: 'permission.denied', outcome: 'DENIED', details } as const);
    audit.log(entry).catch((error) => logger.error({ error: String(error), permission, code }, 'decision not audited'));
  };
}
