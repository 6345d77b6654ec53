import { type AuditEvent, toCsv } from '@scry/audit';
import type { Context } from 'hono';
import { answerPage } from '../../platform/http/answer-page.tsx';
import { answerInvalid } from '../../platform/http/api-error.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import { type AppAudit, type AuditLogName, auditDirectory } from '../../scry/audit.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { accountOf } from '../accounts/authenticate.ts';
import { auditFilter, auditQuery, exportQuery } from './audit-query.ts';
import { newest, verifyLive } from './audit-trail.ts';
import { AuditView } from './audit-view.tsx';

interface AuditPages {
  readonly dataDir: string;
  /** Runs work with a log that is open for it. */
  readonly use: <T>(name: AuditLogName, work: (audit: AppAudit) => Promise<T>) => Promise<T>;
  readonly accounts: Pick<Accounts, 'list'>;
}

/** Where the audit trail is searched, verified and taken away. */
export function serveAuditPages(app: HttpApp, { dataDir, use, accounts }: AuditPages): void {
  app.get('/operations/audit', async (context) => {
    const query = auditQuery.safeParse(withoutBlanks(context.req.query()));
    if (!query.success) return answerInvalid(query, context);
    const filter = auditFilter(query.data, tenantOf(context));
    const { events, isCut, report } = await use(query.data.log, async (audit) => ({
      ...(await newest(audit, filter)),
      report: await verifyLive(audit, auditDirectory(dataDir, query.data.log)),
    }));
    return answerPage(
      context,
      'Audit trail',
      <AuditView query={query.data} events={events} isCut={isCut} report={report} names={await namesOf(accounts)} />,
    );
  });

  app.get('/operations/audit/export', async (context) => {
    const parsed = exportQuery.safeParse(withoutBlanks(context.req.query()));
    if (!parsed.success) return answerInvalid(parsed, context);
    const { format, ...query } = parsed.data;
    const filter = auditFilter(query, tenantOf(context));
    const events = await use(query.log, async (audit) => {
      const found: AuditEvent[] = [];
      for await (const event of audit.query({ ...filter, limit: mostExported })) found.push(event);
      await audit.log({ action: 'audit.log.exported', details: { format, records: found.length } });
      return found;
    });
    context.header('Content-Type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson');
    context.header('Content-Disposition', `attachment; filename="audit-${query.log}.${format}"`);
    return context.body(
      format === 'csv' ? toCsv(events) : events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    );
  });
}

/** So many fit into memory without trouble; more are taken with `scry-audit export`. */
const mostExported = 100_000;

/** Who operates the platform sees all of it, others what their tenant did. */
function tenantOf(context: Context<HttpEnv>): string | undefined {
  const { role, tenantId } = accountOf(context);
  return role === 'SUPER_ADMIN' ? undefined : tenantId;
}

/** The trail is there also when the database is not. */
async function namesOf(accounts: Pick<Accounts, 'list'>): Promise<ReadonlyMap<string, string>> {
  const listed = await accounts.list().catch(() => []);
  return new Map(listed.map(({ id, name }) => [id, name]));
}

/** A field of a form that is left empty comes as an empty text. */
function withoutBlanks(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}
