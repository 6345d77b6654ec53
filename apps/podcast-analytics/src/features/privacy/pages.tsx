import type { Context } from 'hono';
import * as z from 'zod';
import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import { readForm } from '../../platform/http/read-form.ts';
import { conflict, forbidden } from '../../platform/http/request-error.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { Access } from '../../scry/rbac.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { accountOf } from '../accounts/authenticate.ts';
import { scopeOf } from '../accounts/tenant-scope.ts';
import { checkGrant } from '../accounts/users/administer-users.ts';
import { listenerErased } from './listener.ts';
import type { Privacy } from './privacy.ts';
import { ErasedView, PrivacyView } from './privacy-view.tsx';

const path = '/account/privacy';
const dayMs = 86_400_000;
const personForm = z.strictObject({ email: z.string().max(320) });
const listenerForm = z.strictObject({ address: z.union([z.ipv4(), z.ipv6()]), userAgent: z.string().max(4_096) });

interface PrivacyParts {
  readonly privacy: Privacy;
  readonly accounts: Pick<Accounts, 'user'>;
  readonly access: Access;
  readonly jobs: Jobs;
}

/** What people may ask for, and what is removed every day without asking. */
export function servePrivacy(app: HttpApp, { privacy, accounts, access: { guard }, jobs }: PrivacyParts): void {
  jobs.every('retention', {
    everyMs: dayMs,
    timeoutMs: 30 * 60_000,
    run: async (_, { signal }) => void (await privacy.removeExpired(signal)),
  });

  app.get('/account/data', guard('account:read'), async (context) => {
    const { type, tenantId, name } = accountOf(context);
    if (type !== 'user') throw forbidden('This is for people: an API key has no data of its own.');
    return answerFile(context, await privacy.exportPerson({ tenantId }, name));
  });

  app.get(path, guard('privacy:export'), (context) =>
    answerPage(context, 'Privacy', <PrivacyView isOperator={scopeOf(accountOf(context)) === 'all tenants'} />),
  );

  app.post(`${path}/export`, guard('privacy:export'), async (context) => {
    const { email } = await readForm(context, personForm);
    return answerFile(context, await privacy.exportPerson(scopeOf(accountOf(context)), email));
  });

  app.post(`${path}/erase`, guard('privacy:erase'), async (context) => {
    const by = accountOf(context);
    const { email } = await readForm(context, personForm);
    const scope = scopeOf(by);
    const userId = await privacy.userIdOf(scope, email);
    if (userId === by.id) throw conflict('This is your own account: ask somebody else.');
    if (userId !== undefined) checkGrant(by, (await accounts.user(scope, userId)).role);
    const { rows } = await privacy.erasePerson(scope, email);
    return answerPage(context, 'Erased', <ErasedView text={`${rows} rows were removed or changed.`} />);
  });

  app.post(`${path}/erase-listener`, guard('privacy:erase'), async (context) => {
    // A listener belongs to no tenant: the same one listens to the shows of several.
    if (scopeOf(accountOf(context)) !== 'all tenants') {
      throw forbidden('A listener is erased by whoever operates the platform: it is known to all of its networks.');
    }
    const erased = await privacy.eraseListener(await readForm(context, listenerForm));
    return answerPage(context, 'Erased', <ErasedView text={listenerErased(erased)} />);
  });

  app.post(`${path}/export-listener`, guard('privacy:export'), async (context) => {
    if (scopeOf(accountOf(context)) !== 'all tenants') {
      throw forbidden('A listener is exported by whoever operates the platform: it is known to all of its networks.');
    }
    return answerFile(context, await privacy.exportListener(await readForm(context, listenerForm)));
  });
}

function answerFile(context: Context<HttpEnv>, lines: string): Response {
  context.header('Content-Type', 'application/x-ndjson');
  context.header('Content-Disposition', 'attachment; filename="personal-data.ndjson"');
  return context.body(lines);
}
