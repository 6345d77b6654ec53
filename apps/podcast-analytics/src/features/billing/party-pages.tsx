import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { accountOf } from '../accounts/authenticate.ts';
import { advertiserForm, issuerInput } from './billing-input.ts';
import { mayManage, read } from './pages.tsx';
import type { Parties } from './parties.ts';
import { PartiesView } from './parties-view.tsx';

/** The page of names and addresses. */
export function servePartyPages(app: HttpApp, parties: Parties): void {
  app.get('/billing/parties', async (context) => {
    const { tenantId } = accountOf(context);
    const [issuer, advertisers] = await Promise.all([parties.issuer(tenantId), parties.advertisers(tenantId)]);
    const props = { issuer, advertisers, mayManage: mayManage(context) };
    return answerPage(context, 'Addresses', <PartiesView {...props} />);
  });

  app.post('/billing/parties/issuer', async (context) => {
    await parties.setIssuer(accountOf(context).tenantId, read(issuerInput, await context.req.parseBody()));
    return context.redirect('/billing/parties', 303);
  });

  app.post('/billing/parties/advertiser', async (context) => {
    await parties.setAdvertiser(accountOf(context).tenantId, read(advertiserForm, await context.req.parseBody()));
    return context.redirect('/billing/parties', 303);
  });
}
