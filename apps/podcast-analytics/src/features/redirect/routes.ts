import { clientAddress } from '../../platform/http/client-address.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { RequestError } from '../../platform/http/request-error.ts';
import type { AllowedHosts } from './allowed-hosts.ts';
import type { RecordRedirect } from './record-redirect.ts';
import { targetOf } from './target.ts';

interface Redirects {
  readonly hosts: Pick<AllowedHosts, 'allows'>;
  readonly record: RecordRedirect;
  readonly now: () => number;
  readonly trustProxy: number;
}

/**
 * The prefix that a feed puts before the address of an episode. It asks for the spool and memory only: episodes play while the
 * database, Redis and Kafka are down. It leads to hosts of the tenant and nowhere else (CWE-601).
 */
export function serveRedirect(app: HttpApp, { hosts, record, now, trustProxy }: Redirects): void {
  app.get('/e/:tenant/*', async (context) => {
    const target = targetOf(context.req.url);
    if (!target || !hosts.allows(target.tenantId, target.host)) {
      throw new RequestError(
        404,
        'not-found',
        'This prefix leads to the hosts that its network has named, and this is none.',
      );
    }
    const { req } = context;
    const range = req.header('range');
    const userAgent = req.header('user-agent');
    const referer = req.header('referer');
    const address = clientAddress(context, trustProxy);
    await record(target.tenantId, {
      time: now(),
      method: req.method,
      url: target.url,
      ...(range !== undefined && { range }),
      ...(userAgent !== undefined && { userAgent }),
      ...(referer !== undefined && { referer }),
      ...(address !== undefined && { address }),
    });
    context.header('Cache-Control', 'no-store'); // each request is a hit
    context.header('Access-Control-Allow-Origin', '*'); // players in pages
    return context.redirect(target.url, 302);
  });
}
