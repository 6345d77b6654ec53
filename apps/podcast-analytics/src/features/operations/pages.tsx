import { answerWithError } from '../../platform/http/api-error.ts';
import type { AssetUrl } from '../../platform/http/assets.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { Layout, page } from '../../platform/http/layout.tsx';
import type { AuditTrail } from '../../scry/audit.ts';
import type { Breakers } from '../../scry/breaker.ts';
import type { Drills } from '../../scry/chaos.ts';
import { type Access, permissions } from '../../scry/rbac.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { accountOf } from '../accounts/authenticate.ts';
import { AccessView } from './access-view.tsx';
import { BreakersView } from './breakers-view.tsx';
import { DrillsView } from './drills-view.tsx';

interface OperationsPages {
  readonly breakers: Breakers;
  readonly drills: Drills;
  readonly access: Access;
  readonly accounts: Accounts;
  readonly audit: AuditTrail;
  readonly assetUrl: AssetUrl;
}

/** The page of whoever keeps the platform running. It needs no database, so that it answers when there is none. */
export function serveOperationsPages(
  app: HttpApp,
  { breakers, drills, access, accounts, audit, assetUrl }: OperationsPages,
): void {
  app.get('/operations', (context) =>
    context.html(
      page(
        <Layout title="Operations" assetUrl={assetUrl} current="/operations" account={context.get('account')}>
          <main id="main">
            <div class="heading">
              <h1>Operations</h1>
            </div>
            <BreakersView breakers={breakers.status()} />
            <DrillsView drills={drills.status()} />
          </main>
        </Layout>,
      ),
    ),
  );

  app.get('/operations/access', async (context) => {
    const { tenantId } = accountOf(context);
    const listed = (await accounts.list()).filter((each) => each.tenantId === tenantId);
    const account = listed.find(({ id }) => id === context.req.query('account'));
    const permission = permissions.find((each) => each === context.req.query('permission'));
    const asked = account && permission && { account, permission, explanation: access.explain(account, permission) };
    return context.html(
      page(
        <Layout title="Access" assetUrl={assetUrl} current="/operations/access" account={accountOf(context)}>
          <AccessView accounts={listed} permissions={permissions} {...(asked && { asked })} />
        </Layout>,
      ),
    );
  });

  app.post('/operations/drills', async (context) => {
    await audit.log({ action: 'drill.stopped' });
    drills.stopAll(`by ${context.get('account')?.name}`);
    return context.redirect('/operations', 303);
  });

  app.post('/operations/drills/:name', async (context) => {
    const name = context.req.param('name');
    if (!drills.isKnown(name)) return answerWithError(context, 404, 'not-found', `There is no drill "${name}".`);
    const refusal = drills.start(name);
    const resource = { type: 'drill', id: name };
    if (refusal === undefined) await audit.log({ action: 'drill.started', resource });
    else await audit.log({ action: 'drill.started', resource, outcome: 'DENIED', reason: refusal });
    return refusal === undefined
      ? context.redirect('/operations', 303)
      : answerWithError(context, 409, 'refused', refusal);
  });
}
