import type { Context } from 'hono';
import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import { ownOrigin } from '../../platform/http/own-origin.ts';
import { conflict, invalid, notFound } from '../../platform/http/request-error.ts';
import type { AuditTrail } from '../../scry/audit.ts';
import { accountOf } from '../accounts/authenticate.ts';
import type { AllowedHosts } from './allowed-hosts.ts';
import { type HostRepository, mostHosts } from './host-repository.ts';
import { PrefixView } from './prefix-view.tsx';
import { isHost } from './target.ts';

interface PrefixPages {
  readonly repository: HostRepository;
  readonly hosts: Pick<AllowedHosts, 'refresh'>;
  readonly audit: AuditTrail;
}

/** Where a network names the hosts of its episodes. */
export function servePrefixPages(app: HttpApp, { repository, hosts, audit }: PrefixPages): void {
  async function answer(context: Context<HttpEnv>, problem?: { readonly given: string; readonly problem: string }) {
    const { tenantId } = accountOf(context);
    const props = {
      prefix: `${ownOrigin(context)}/e/${tenantId}/`,
      hosts: await repository.ofTenant(tenantId),
      mayUpdate: context.get('may')?.('redirects:update') ?? false,
    };
    return answerPage(context, 'Prefix', <PrefixView {...props} {...problem} />, problem ? 400 : 200);
  }

  app.get('/prefix', (context) => answer(context));

  app.post('/prefix/hosts', async (context) => {
    const given = await hostIn(context);
    const host = given.replace(/^https:\/\//, '').replace(/\/$/, '');
    if (!isHost(host)) {
      return answer(context, { given, problem: `host: expected a name such as media.example.com, got "${given}"` });
    }
    const { tenantId } = accountOf(context);
    await audit.log({ action: 'redirect_host.added', resource: { type: 'redirect_host', id: host, tenantId } });
    if (!(await repository.add(tenantId, host)))
      throw conflict(`There are ${mostHosts} hosts already, which is the most.`);
    await hosts.refresh();
    return context.redirect('/prefix', 303);
  });

  app.post('/prefix/hosts/remove', async (context) => {
    const host = await hostIn(context);
    if (!isHost(host)) throw invalid(`host: expected a name such as media.example.com, got "${host}"`);
    const { tenantId } = accountOf(context);
    await audit.log({ action: 'redirect_host.removed', resource: { type: 'redirect_host', id: host, tenantId } });
    if (!(await repository.remove(tenantId, host))) throw notFound('host', host);
    await hosts.refresh();
    return context.redirect('/prefix', 303);
  });
}

async function hostIn(context: Context<HttpEnv>): Promise<string> {
  const { host } = await context.req.parseBody();
  return typeof host === 'string' ? host.trim().toLowerCase().slice(0, 300) : '';
}
