import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { conflict, notFound } from '../../platform/http/request-error.ts';
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
}

/** The page of whoever keeps the platform running. It needs no database, so that it answers when there is none. */
export function serveOperationsPages(
  app: HttpApp,
  { breakers, drills, access, accounts, audit }: OperationsPages,
): void {
  app.get('/operations', (context) =>
    answerPage(
      context,
      'Operations',
      <main id="main">
        <div class="heading">
          <h1>Operations</h1>
        </div>
        <BreakersView breakers={breakers.status()} />
        <DrillsView drills={drills.status()} />
      </main>,
    ),
  );

  app.get('/operations/access', async (context) => {
    const { tenantId } = accountOf(context);
    const listed = (await accounts.list()).filter((each) => each.tenantId === tenantId);
    const account = listed.find(({ id }) => id === context.req.query('account'));
    const permission = permissions.find((each) => each === context.req.query('permission'));
    const asked = account && permission && { account, permission, explanation: access.explain(account, permission) };
    return answerPage(
      context,
      'Access',
      <AccessView accounts={listed} permissions={permissions} {...(asked && { asked })} />,
    );
  });

  app.post('/operations/drills', async (context) => {
    await audit.log({ action: 'drill.stopped' });
    drills.stopAll(`by ${context.get('account')?.name}`);
    return context.redirect('/operations', 303);
  });

  app.post('/operations/drills/:name', async (context) => {
    const name = context.req.param('name');
    if (!drills.isKnown(name)) throw notFound('drill', name);
    const refusal = drills.start(name);
    const event = { action: 'drill.started', resource: { type: 'drill', id: name } } as const;
    if (refusal !== undefined) {
      await audit.log({ ...event, outcome: 'DENIED', reason: refusal });
      throw conflict(refusal);
    }
    try {
      await audit.log(event);
    } catch (error) {
      drills.stopAll('it could not be audited');
      throw error;
    }
    return context.redirect('/operations', 303);
  });
}
