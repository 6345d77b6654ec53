import * as z from 'zod';
import { answerPage } from '../../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import { readForm } from '../../../platform/http/read-form.ts';
import { uuidParam } from '../../../platform/http/uuid-param.ts';
import type { AuditTrail } from '../../../scry/audit.ts';
import type { Accounts } from '../accounts.ts';
import { accountOf } from '../authenticate.ts';
import { TeamsView } from './teams-view.tsx';

const path = '/account/teams';
const teamForm = z.strictObject({ name: z.string().trim().min(1).max(100) });
const memberForm = z.strictObject({ userId: z.uuid() });

/** Where users of a tenant are put together. */
export function serveTeamPages(app: HttpApp, accounts: Pick<Accounts, 'teams' | 'listUsers'>, audit: AuditTrail): void {
  const { teams } = accounts;

  app.get(path, async (context) => {
    const { tenantId } = accountOf(context);
    const view = (
      <TeamsView
        teams={await teams.list(tenantId)}
        users={await accounts.listUsers({ tenantId })}
        mayUpdate={context.get('may')?.('teams:update') ?? false}
      />
    );
    return answerPage(context, 'Teams', view);
  });

  app.post(path, async (context) => {
    const { tenantId } = accountOf(context);
    const { name } = await readForm(context, teamForm);
    await audit.log({ action: 'team.created', resource: { type: 'team', id: name, tenantId } });
    await teams.create(tenantId, name);
    return context.redirect(path, 303);
  });

  app.post(`${path}/:id/delete`, async (context) => {
    const { tenantId } = accountOf(context);
    const id = uuidParam(context, 'id', 'team');
    await audit.log({ action: 'team.deleted', resource: { type: 'team', id, tenantId } });
    await teams.remove(tenantId, id);
    return context.redirect(path, 303);
  });

  const deeds = [
    ['members', teams.addMember, (userId: string) => ({ old: null, new: userId })],
    ['members/remove', teams.removeMember, (userId: string) => ({ old: userId, new: null })],
  ] as const;
  for (const [name, deed, change] of deeds) {
    app.post(`${path}/:id/${name}`, async (context) => {
      const { tenantId } = accountOf(context);
      const id = uuidParam(context, 'id', 'team');
      const { userId } = await readForm(context, memberForm);
      await audit.log({
        action: 'team.updated',
        resource: { type: 'team', id, tenantId },
        changes: [{ path: 'members', ...change(userId) }],
      });
      await deed(tenantId, id, userId);
      return context.redirect(path, 303);
    });
  }
}
