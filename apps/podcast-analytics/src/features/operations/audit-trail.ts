import { type AuditEvent, type AuditFilter, type VerifyReport, verify } from '@scry/audit';
import type { AppAudit } from '../../scry/audit.ts';

const eventsOnPage = 100;

/** The newest events that fit, the newest first. */
export async function newest(
  audit: AppAudit,
  filter: AuditFilter,
  most = eventsOnPage,
): Promise<{ readonly events: readonly AuditEvent[]; readonly isCut: boolean }> {
  const last: AuditEvent[] = [];
  let found = 0;
  for await (const event of audit.query(filter)) {
    last[found++ % most] = event;
  }
  return { events: last.sort((a, b) => b.seq - a.seq), isCut: found > most };
}

/** The log may grow while it is read: a line that is half there is no damage unless it stays so. */
export async function verifyLive(audit: AppAudit, directory: string): Promise<VerifyReport> {
  let report: VerifyReport;
  let tries = 3;
  do {
    await audit.flush();
    report = await verify(directory);
  } while (report.divergence?.kind === 'torn-tail' && --tries > 0);
  return report;
}
