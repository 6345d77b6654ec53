import { answerPage } from '../../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import { readForm } from '../../../platform/http/read-form.ts';
import { uuidParam } from '../../../platform/http/uuid-param.ts';
import type { Sealer } from '../../../platform/keys/sealer.ts';
import { permissions } from '../../../scry/rbac.ts';
import type { Accounts } from '../accounts.ts';
import { accountOf } from '../authenticate.ts';
import { showOnce, takeShownOnce } from '../cookies.ts';
import { scopeOf } from '../tenant-scope.ts';
import type { AdministerKeys } from './administer-keys.ts';
import { ApiKeysView } from './api-keys-view.tsx';
import { keyForm } from './key-input.ts';

const path = '/account/keys';

interface ApiKeyPages {
  readonly accounts: Accounts;
  readonly keys: AdministerKeys;
  readonly sealer: Sealer;
}

/** Where the keys of programs are made and revoked. */
export function serveApiKeyPages(app: HttpApp, { accounts, keys, sealer }: ApiKeyPages): void {
  app.get(path, async (context) => {
    const by = accountOf(context);
    const may = context.get('may') ?? (() => false);
    const view = (
      <ApiKeysView
        by={by}
        keys={await accounts.listApiKeys(scopeOf(by))}
        scopes={permissions.filter(may)}
        made={takeShownOnce(context, sealer)}
        mayUpdate={may('keys:update')}
      />
    );
    return answerPage(context, 'API keys', view);
  });

  app.post(path, async (context) => {
    showOnce(context, sealer, await keys.create(accountOf(context), await readForm(context, keyForm)));
    return context.redirect(path, 303);
  });

  app.post(`${path}/:id/revoke`, async (context) => {
    await keys.revoke(accountOf(context), uuidParam(context, 'id', 'API key in force'));
    return context.redirect(path, 303);
  });
}
