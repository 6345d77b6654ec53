import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import { RequestError } from '../../platform/http/request-error.ts';
import type { Access } from '../../scry/rbac.ts';
import type { Account } from '../accounts/account.ts';
import { accountOf } from '../accounts/authenticate.ts';
import type { Campaigns } from './campaigns.ts';

export interface CampaignGuards {
  readonly access: Pick<Access, 'guard' | 'guardCampaign'>;
  readonly campaigns: Pick<Campaigns, 'get'>;
  /** The teams that somebody belongs to. */
  readonly teamsOf: (account: Account) => Promise<readonly string[]>;
}

/** The page of one campaign: not `/campaigns/new`. */
export const campaignPage = '/campaigns/:id{[0-9a-f-]{36}}';
const campaignApi = '/api/v1/campaigns/:id';

const mostBytes = 65_536;

/**
 * What the routes of campaigns need before their handlers. A campaign that somebody may not see is 404, like one that does not
 * exist; one that they see and may not change is 403.
 */
export function guardCampaigns(app: HttpApp, { access, campaigns, teamsOf }: CampaignGuards): void {
  const withTeams: MiddlewareHandler<HttpEnv> = async (context, next) => {
    const account = accountOf(context);
    context.set('account', { ...account, teamIds: await teamsOf(account) });
    return next();
  };
  for (const path of ['/campaigns', '/campaigns/*', '/api/v1/campaigns', '/api/v1/campaigns/*']) {
    app.use(path, withTeams, limitBody);
  }
  app.on('GET', ['/campaigns', '/api/v1/campaigns'], access.guard('campaigns:list'));
  app.on(['GET', 'POST'], ['/campaigns/new'], access.guard('campaigns:create'));
  app.post('/api/v1/campaigns', access.guard('campaigns:create'));

  const load = (context: Context<HttpEnv>) => campaigns.get(accountOf(context), context.req.param('id') ?? '');
  const both = (...below: readonly string[]) =>
    below.flatMap((path) => [`${campaignPage}${path}`, `${campaignApi}${path}`]);
  app.on('GET', both('', '/edit', '/*'), access.guardCampaign('campaigns:read', load));
  app.on(['POST', 'PATCH'], both('', '/*'), access.guardCampaign('campaigns:update', load));
  app.on('DELETE', both('/*'), access.guardCampaign('campaigns:update', load));
  app.on('DELETE', both(''), access.guardCampaign('campaigns:delete', load));
  app.post(`${campaignPage}/delete`, access.guardCampaign('campaigns:delete', load));
}

export const limitBody: MiddlewareHandler<HttpEnv> = bodyLimit({
  maxSize: mostBytes,
  onError: () => {
    throw new RequestError(413, 'too-large', `The body is larger than ${mostBytes} bytes.`);
  },
});
