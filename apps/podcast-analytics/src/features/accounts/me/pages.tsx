import type { Context } from 'hono';
import * as z from 'zod';
import type { Events } from '../../../platform/events/events.ts';
import { answerPage } from '../../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../../platform/http/http-env.ts';
import { readForm } from '../../../platform/http/read-form.ts';
import { conflict, forbidden, invalid, notFound } from '../../../platform/http/request-error.ts';
import { uuidParam } from '../../../platform/http/uuid-param.ts';
import type { Sealer } from '../../../platform/keys/sealer.ts';
import type { AuditTrail } from '../../../scry/audit.ts';
import { type Account, administrators } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { accountOf } from '../authenticate.ts';
import { originOf, sessionToken, showOnce, takeShownOnce } from '../cookies.ts';
import { EnrolView, MeView } from './me-view.tsx';

const path = '/account';
const passwordForm = z.strictObject({ current: z.string().max(200), password: z.string().max(1_000) });
const codeForm = z.strictObject({ code: z.string().max(100) });

interface MePages {
  readonly accounts: Accounts;
  readonly audit: AuditTrail;
  readonly sealer: Sealer;
  readonly events: Events;
}

/** What somebody may do with the own account. */
export function serveMePages(app: HttpApp, { accounts, audit, sealer, events }: MePages): void {
  async function codeFailed(userId: string): Promise<void> {
    const reason = 'wrong code';
    await audit.log({ action: 'auth.mfa.verify.failure', outcome: 'FAILURE', reason });
    events.emit({ type: 'auth.mfa.verify.failure', data: { userId, method: 'code', reason } });
  }

  app.get(path, async (context) => {
    const account = person(context);
    const view = (
      <MeView
        account={account}
        mfa={await accounts.mfa.status(account.id)}
        sessions={await accounts.listSessions(account.id, sessionToken(context))}
        recoveryCodes={takeShownOnce(context, sealer)?.split('\n')}
      />
    );
    return answerPage(context, 'Your account', view);
  });

  app.post(`${path}/password`, async (context) => {
    const account = person(context);
    const { current, password } = await readForm(context, passwordForm);
    if (!(await accounts.checkPassword(account, current, originOf(context)))) {
      await audit.log({ action: 'user.password_changed', outcome: 'FAILURE', reason: 'wrong current password' });
      throw forbidden('The current password is not right.');
    }
    await audit.log({ action: 'user.password_changed', resource: { type: 'user', id: account.id } });
    await accounts.changePassword(account, password, sessionToken(context));
    return context.redirect(path, 303);
  });

  app.post(`${path}/sessions/end`, async (context) => {
    const { id } = person(context);
    await audit.log({ action: 'user.sessions_ended', resource: { type: 'user', id } });
    await accounts.endSessions(id, sessionToken(context));
    return context.redirect(path, 303);
  });

  app.post(`${path}/sessions/:id/end`, async (context) => {
    const { id } = person(context);
    const session = uuidParam(context, 'id', 'session');
    await audit.log({ action: 'user.sessions_ended', resource: { type: 'session', id: session } });
    if (!(await accounts.endSession(id, session))) throw notFound('session', session);
    return context.redirect(path, 303);
  });

  app.get(`${path}/mfa`, async (context) => {
    const { id, name } = person(context);
    return answerPage(context, 'Second factor', <EnrolView secret={await accounts.mfa.enrol(id)} email={name} />);
  });

  app.post(`${path}/mfa`, async (context) => {
    const { id } = person(context);
    const codes = await accounts.mfa.confirm(id, (await readForm(context, codeForm)).code);
    if (!codes) {
      await codeFailed(id);
      throw invalid('code: expected the one that your authenticator shows now, got another');
    }
    await audit.log({ action: 'auth.mfa.enrolled' });
    showOnce(context, sealer, codes.join('\n'));
    return context.redirect(path, 303);
  });

  /** Whoever holds the session alone cannot weaken the account. */
  async function proveCode(context: Context<HttpEnv>, account: Account): Promise<void> {
    const { code } = await readForm(context, codeForm);
    const method = await accounts.checkCode(account, code, originOf(context));
    if (!method) {
      await codeFailed(account.id);
      throw forbidden('This code is not right, or it was used already.');
    }
    await audit.log({ action: 'auth.mfa.verify.success', details: { method } });
    events.emit({ type: 'auth.mfa.verify.success', data: { userId: account.id, method } });
  }

  app.post(`${path}/mfa/recovery-codes`, async (context) => {
    const account = person(context);
    await proveCode(context, account);
    await audit.log({ action: 'auth.mfa.recovery_codes_renewed' });
    showOnce(context, sealer, (await accounts.mfa.renewRecoveryCodes(account.id)).join('\n'));
    return context.redirect(path, 303);
  });

  app.post(`${path}/mfa/remove`, async (context) => {
    const account = person(context);
    const { mfaRequired } = await accounts.tenants.get(account.tenantId);
    if (mfaRequired && administrators.includes(account.role)) {
      throw conflict('Your network asks those who administer it for a second factor.');
    }
    await proveCode(context, account);
    await audit.log({ action: 'auth.mfa.removed', resource: { type: 'user', id: account.id } });
    await accounts.mfa.remove(account.id);
    return context.redirect(path, 303);
  });
}

/** A key has neither a password nor sessions. */
function person(context: Context<HttpEnv>): Account {
  const account = accountOf(context);
  if (account.type !== 'user') throw forbidden('This page is for people: an API key has no account of its own.');
  return account;
}
