import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { answerPage } from '../../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../../platform/http/http-env.ts';
import { ownOrigin } from '../../../platform/http/own-origin.ts';
import { readForm } from '../../../platform/http/read-form.ts';
import { uuidParam } from '../../../platform/http/uuid-param.ts';
import type { Sealer } from '../../../platform/keys/sealer.ts';
import type { Accounts } from '../accounts.ts';
import { accountOf } from '../authenticate.ts';
import { showOnce, takeShownOnce } from '../cookies.ts';
import { scopeOf } from '../tenant-scope.ts';
import type { AdministerUsers } from './administer-users.ts';
import type { PasswordLink } from './password-links.ts';
import { invitationInput, role } from './user-input.ts';
import { UsersView } from './users-view.tsx';

const path = '/account/users';

interface UserPages {
  readonly accounts: Accounts;
  readonly users: AdministerUsers;
  readonly sealer: Sealer;
}

/** Where the users of a tenant are invited, changed and sent away. */
export function serveUserPages(app: HttpApp, { accounts, users, sealer }: UserPages): void {
  app.get(path, async (context) => {
    const by = accountOf(context);
    const scope = scopeOf(by);
    const isOperator = scope === 'all tenants';
    const view = (
      <UsersView
        by={by}
        users={await accounts.listUsers(scope)}
        invitations={await accounts.invitations(scope)}
        tenants={isOperator ? (await accounts.tenants.list()).map(({ id }) => id) : []}
        link={takeShownOnce(context, sealer)}
        mayUpdate={context.get('may')?.('users:update') ?? false}
      />
    );
    return answerPage(context, 'Users', view);
  });

  /** The link is told on the page behind the form, this once. */
  function answerLink(context: Context<HttpEnv>, { token }: PasswordLink): Response {
    showOnce(context, sealer, `${ownOrigin(context)}/set-password?token=${token}`);
    return context.redirect(path, 303);
  }

  app.post(`${path}/invite`, async (context) =>
    answerLink(context, await users.invite(accountOf(context), await readForm(context, invitationInput))),
  );

  app.post(`${path}/invitations/:id/withdraw`, async (context) => {
    await users.withdrawInvitation(accountOf(context), uuidParam(context, 'id', 'invitation'));
    return context.redirect(path, 303);
  });

  app.post(`${path}/:id/link`, async (context) =>
    answerLink(context, await users.resetLink(accountOf(context), uuidParam(context, 'id', 'user'))),
  );

  app.post(`${path}/:id/role`, async (context) => {
    const change = await readForm(context, z.strictObject({ role }));
    await users.update(accountOf(context), uuidParam(context, 'id', 'user'), change);
    return context.redirect(path, 303);
  });

  const deeds = {
    disable: (...[by, id]) => users.update(by, id, { isDisabled: true }),
    enable: (...[by, id]) => users.update(by, id, { isDisabled: false }),
    'end-sessions': users.endSessions,
    'remove-mfa': users.removeMfa,
  } satisfies Record<string, AdministerUsers['endSessions']>;
  for (const [name, deed] of Object.entries(deeds)) {
    app.post(`${path}/:id/${name}`, async (context) => {
      await deed(accountOf(context), uuidParam(context, 'id', 'user'));
      return context.redirect(path, 303);
    });
  }
}
