import * as z from 'zod';
import { answerPage } from '../../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import { readForm } from '../../../platform/http/read-form.ts';
import { conflict, forbidden, notFound } from '../../../platform/http/request-error.ts';
import type { AuditTrail } from '../../../scry/audit.ts';
import { type Account, plans } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { accountOf } from '../authenticate.ts';
import { scopeOf } from '../tenant-scope.ts';
import { retentionLimits } from './tenants.ts';
import { TenantsView } from './tenants-view.tsx';

const path = '/account/tenants';
const name = z.string().trim().min(1).max(100);
const plan = z.enum(plans);
const tenantForm = z.strictObject({ id: z.string().max(100), name, plan });
const changeForm = z.strictObject({
  name,
  plan: plan.optional(),
  retentionDays: z.coerce.number().int().min(retentionLimits.least).max(retentionLimits.most),
  mfaRequired: z.stringbool().default(false),
});

/** The own tenant, and all of them for whoever operates the platform. */
export function serveTenantPages(app: HttpApp, accounts: Pick<Accounts, 'tenants' | 'mfa'>, audit: AuditTrail): void {
  const { tenants } = accounts;

  app.get(path, async (context) => {
    const by = accountOf(context);
    const isOperator = scopeOf(by) === 'all tenants';
    const shown = isOperator ? await tenants.list() : [await tenants.get(by.tenantId)];
    return answerPage(context, 'Tenants', <TenantsView tenants={shown} isOperator={isOperator} />);
  });

  app.post(path, async (context) => {
    const tenant = await readForm(context, tenantForm);
    await audit.log({ action: 'tenant.created', resource: { type: 'tenant', id: tenant.id, tenantId: tenant.id } });
    await tenants.create(tenant);
    return context.redirect(path, 303);
  });

  app.post(`${path}/:id`, async (context) => {
    const by = accountOf(context);
    const id = context.req.param('id').slice(0, 100);
    const isOperator = scopeOf(by) === 'all tenants';
    if (!isOperator && id !== by.tenantId) throw notFound('tenant', id);
    const change = await readForm(context, changeForm);
    if (change.plan !== undefined && !isOperator)
      throw forbidden('The plan is for whoever operates the platform to say.');
    const before = await tenants.get(id);
    if (change.mfaRequired && !before.mfaRequired) await checkOwnMfa(by);
    await audit.log({
      action: 'tenant.updated',
      resource: { type: 'tenant', id, tenantId: id },
      changes: (['name', 'plan', 'retentionDays', 'mfaRequired'] as const)
        .map((field) => ({ path: field, old: before[field], new: change[field] ?? before[field] }))
        .filter((each) => each.old !== each.new),
    });
    await tenants.update(id, change);
    return context.redirect(path, 303);
  });

  /** Who has none of the own would end their own session by it. */
  async function checkOwnMfa(by: Account): Promise<void> {
    if (by.type === 'user' && !(await accounts.mfa.status(by.id)).isOn) {
      throw conflict('Set up your own second factor first: /account/mfa');
    }
  }
}
