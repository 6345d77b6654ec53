import { auditContext } from '@scry/audit/hono';
import type { MiddlewareHandler } from 'hono';
import type { AppAudit } from '../../scry/audit.ts';
import type { HttpEnv } from './http-env.ts';

/** Every audit event of a request says where that came from, and from whom once it is known. */
export function auditRequests(audit: AppAudit, trustProxy: number) {
  const request: MiddlewareHandler<HttpEnv> = auditContext<HttpEnv>({
    audit,
    trustProxy,
    context: (context) => ({ correlationId: context.get('requestId') }),
  });
  const actor: MiddlewareHandler<HttpEnv> = (context, next) => {
    const account = context.get('account');
    if (!account) return next();
    const { type, id, tenantId } = account;
    return audit.runWith({ actor: { type, id, tenantId } }, next);
  };
  return { request, actor };
}
