import { answerPage } from '../../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import { RequestError } from '../../../platform/http/request-error.ts';
import type { AppAudit } from '../../../scry/audit.ts';
import type { Accounts } from '../accounts.ts';
import { text } from './form-fields.ts';
import { LinkClosedView, SetPasswordView } from './login-view.tsx';

/** Where a link leads that somebody was sent. It opens no session: whoever has set a password logs in with it. */
export function serveSetPassword(app: HttpApp, accounts: Accounts, audit: AppAudit): void {
  app.get('/set-password', async (context) => {
    const token = context.req.query('token') ?? '';
    const email = await accounts.addressOfLink(token);
    if (email !== undefined) {
      return answerPage(context, 'Set your password', <SetPasswordView token={token} email={email} />);
    }
    return answerPage(context, 'Set your password', <LinkClosedView />, 410);
  });

  app.post('/set-password', async (context) => {
    const form = await context.req.parseBody();
    const token = text(form['token']);
    try {
      const { userId, tenantId, role, isNew } = await accounts.setPasswordByLink(token, text(form['password']));
      const who = {
        actor: { type: 'user', id: userId, tenantId },
        resource: { type: 'user', id: userId, tenantId },
      } as const;
      if (isNew) await audit.log({ action: 'user.created', ...who, details: { role } });
      else await audit.log({ action: 'user.password_changed', ...who });
      return context.redirect('/login', 303);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const view =
        error.status === 410 ? (
          <LinkClosedView />
        ) : (
          <SetPasswordView token={token} email={await accounts.addressOfLink(token)} problem={error.message} />
        );
      return answerPage(context, 'Set your password', view, error.status);
    }
  });
}
