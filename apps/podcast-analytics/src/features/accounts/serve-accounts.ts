import type { Events } from '../../platform/events/events.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { Sealer } from '../../platform/keys/sealer.ts';
import type { AppAudit } from '../../scry/audit.ts';
import type { Access } from '../../scry/rbac.ts';
import type { AccountCache } from './account-cache.ts';
import type { Accounts } from './accounts.ts';
import { administerKeys } from './api-keys/administer-keys.ts';
import { serveApiKeyPages } from './api-keys/pages.tsx';
import { serveApiKeyApi } from './api-keys/routes.ts';
import { serveLogInPages } from './log-in/pages.tsx';
import { serveMePages } from './me/pages.tsx';
import { serveTeamPages } from './teams/pages.tsx';
import { serveTenantPages } from './tenants/pages.tsx';
import { administerUsers } from './users/administer-users.ts';
import { serveUserPages } from './users/pages.tsx';
import { serveUserApi } from './users/routes.ts';

interface AccountParts {
  readonly accounts: Accounts;
  readonly cache: AccountCache;
  readonly audit: AppAudit;
  readonly access: Access;
  readonly sealer: Sealer;
  readonly events: Events;
  readonly now: () => number;
}

/** What a route of accounts needs, before its handler. The way in needs nothing. */
export function guardAccounts(app: HttpApp, { guard }: Access): void {
  app.get('/account', guard('account:read'));
  app.get('/account/mfa', guard('account:update'));
  app.on(
    'POST',
    ['/account/password', '/account/mfa', '/account/mfa/*', '/account/sessions/*'],
    guard('account:update'),
  );
  app.on('GET', ['/account/users', '/api/v1/users'], guard('users:read'));
  app.on(['POST', 'PATCH', 'DELETE'], ['/account/users/*', '/api/v1/users', '/api/v1/users/*'], guard('users:update'));
  app.on('GET', ['/account/keys', '/api/v1/keys'], guard('keys:read'));
  app.on(
    ['POST', 'DELETE'],
    ['/account/keys', '/account/keys/*', '/api/v1/keys', '/api/v1/keys/*'],
    guard('keys:update'),
  );
  app.get('/account/teams', guard('teams:read'));
  app.on('POST', ['/account/teams', '/account/teams/*'], guard('teams:update'));
  app.get('/account/tenants', guard('tenants:read'));
  app.post('/account/tenants', guard('tenants:create'));
  app.post('/account/tenants/:id', guard('tenants:update'));
}

/** Everything about who may come in. */
export function serveAccounts(app: HttpApp, parts: AccountParts): void {
  const { accounts, audit, sealer } = parts;
  serveLogInPages(app, parts);
  serveMePages(app, parts);
  const users = administerUsers(accounts, audit);
  serveUserPages(app, { accounts, users, sealer });
  serveUserApi(app, accounts, users);
  const keys = administerKeys(parts);
  serveApiKeyPages(app, { accounts, keys, sealer });
  serveApiKeyApi(app, accounts, keys);
  serveTeamPages(app, accounts, audit);
  serveTenantPages(app, accounts, audit);
}
