import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { invalid, notFound } from '../../platform/http/request-error.ts';
import type { Providers } from '../../providers/open-providers.ts';
import type { SandboxServer } from '../../providers/sandbox/sandbox-server.ts';
import type { AuditTrail } from '../../scry/audit.ts';
import type { Breakers } from '../../scry/breaker.ts';
import { ProvidersView } from './providers-view.tsx';
import { sandboxFaultNames, sandboxFaults } from './sandbox-faults.ts';
import { tryProvider } from './try-provider.ts';

interface ProviderPages {
  readonly providers: Providers;
  readonly breakers: Breakers;
  readonly audit: AuditTrail;
}

/** Other people's services, as seen from here; where a sandbox stands in for one, it can be broken, and what it took can be read. */
export function serveProviderPages(app: HttpApp, { providers, breakers, audit }: ProviderPages): void {
  app.get('/operations/providers', (context) =>
    answerPage(
      context,
      'Providers',
      <ProvidersView
        providers={providers.status()}
        breakers={breakers.status()}
        calls={providers.recentCalls()}
        sandboxes={providers.sandboxes.servers}
      />,
    ),
  );

  app.post('/operations/providers/:name/fault', async (context) => {
    const { name, server } = sandboxOf(providers, context.req.param('name'));
    const { fault: given } = await context.req.parseBody();
    const faultName = sandboxFaultNames.find((each) => each === given);
    if (!faultName) throw invalid(`fault: expected one of ${sandboxFaultNames.join(', ')}, got "${String(given)}"`);
    await audit.log({
      action: 'sandbox.fault.set',
      resource: { type: 'sandbox', id: name },
      details: { fault: faultName },
    });
    const { fault } = sandboxFaults[faultName];
    if (fault) server.faults.set(fault);
    else server.faults.clear();
    return context.redirect('/operations/providers', 303);
  });

  app.post('/operations/providers/:name/call', (context) => {
    const { name } = sandboxOf(providers, context.req.param('name'));
    // Nobody waits for it here: the page shows what became of it, a sandbox that hangs included.
    tryProvider(providers, name).catch(() => {});
    return context.redirect('/operations/providers', 303);
  });
}

function sandboxOf({ status, sandboxes }: Providers, given: string) {
  const known = status().find(({ name }) => name === given);
  const server: SandboxServer | undefined = known && sandboxes.servers[known.name];
  if (!known || !server) throw notFound('sandbox', given);
  return { name: known.name, server };
}
