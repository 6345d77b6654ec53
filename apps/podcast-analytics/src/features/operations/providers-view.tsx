import type { FC } from 'hono/jsx';
import { count } from '../../platform/http/figures.ts';
import type { ProviderStatus } from '../../providers/open-providers.ts';
import type { ExternalCall } from '../../providers/provider-client.ts';
import type { Sandboxes } from '../../providers/sandbox/sandboxes.ts';
import type { BreakerStatus } from './breaker-status.ts';
import { SandboxContents } from './sandbox-contents.tsx';
import { nameOfFault, sandboxFaultNames, sandboxFaults } from './sandbox-faults.ts';

interface ProvidersViewProps {
  readonly providers: readonly ProviderStatus[];
  readonly breakers: readonly BreakerStatus[];
  readonly calls: readonly ExternalCall[];
  readonly sandboxes: Sandboxes['servers'];
}

export const ProvidersView: FC<ProvidersViewProps> = ({ providers, breakers, calls, sandboxes }) => (
  <main id="main">
    <div class="heading">
      <h1>Providers</h1>
      <p class="note">
        Where no key is configured, a sandbox on this machine stands in: it charges nobody and sends nothing.
      </p>
    </div>
    <section class="card" id="providers" aria-labelledby="providers-title">
      <h2 id="providers-title">What is at the other end</h2>
      <table class="drills providers">
        <thead class="unseen">
          <tr>
            <th scope="col">Provider</th>
            <th scope="col">Breaker</th>
            <th scope="col">Calls go to</th>
            <th scope="col">Sandbox</th>
          </tr>
        </thead>
        <tbody>
          {providers.map((provider) => (
            <Provider
              {...provider}
              breaker={breakers.find(({ name }) => name === provider.name)}
              sandbox={sandboxes[provider.name]}
            />
          ))}
        </tbody>
      </table>
    </section>
    <Calls calls={calls} />
    <SandboxContents {...sandboxes} />
  </main>
);

interface ProviderProps extends ProviderStatus {
  readonly breaker: BreakerStatus | undefined;
  readonly sandbox: Sandboxes['servers'][ProviderStatus['name']];
}

const Provider: FC<ProviderProps> = ({ name, leadsTo, url, breaker, sandbox }) => (
  <tr data-provider={name} data-state={breaker?.state ?? 'closed'}>
    <th scope="row">{name}</th>
    <td>
      <span class={`state ${breaker?.state ?? 'closed'}`}>{breaker?.state ?? 'closed'}</span>
      {breaker?.state === 'open' && <small> {Math.ceil(breaker.retryAfterMs / 1000)} s</small>}
    </td>
    <td>
      {url === undefined ? (
        <small>nothing: it is off</small>
      ) : (
        <code>{leadsTo === 'sandbox' ? 'the sandbox' : url}</code>
      )}
    </td>
    <td>{sandbox && <SandboxForms name={name} fault={nameOfFault(sandbox.faults.current)} />}</td>
  </tr>
);

const SandboxForms: FC<{ readonly name: string; readonly fault: keyof typeof sandboxFaults }> = ({ name, fault }) => (
  <div class="sandbox">
    <form method="post" action={`/operations/providers/${name}/fault`}>
      <select name="fault" aria-label={`What ${name} does`}>
        {sandboxFaultNames.map((each) => (
          <option value={each} selected={each === fault}>
            {sandboxFaults[each].title}
          </option>
        ))}
      </select>
      <button type="submit" aria-label={`Set what ${name} does`}>
        Set
      </button>
    </form>
    <form method="post" action={`/operations/providers/${name}/call`}>
      <button type="submit" aria-label={`Call ${name}`}>
        Call it
      </button>
    </form>
  </div>
);

/** Asks for itself anew every two seconds: a call may take a minute until it is given up. */
const Calls: FC<{ readonly calls: readonly ExternalCall[] }> = ({ calls }) => (
  <section
    class="card"
    id="calls"
    aria-labelledby="calls-title"
    hx-get="/operations/providers"
    hx-trigger="every 2s"
    hx-select="#calls"
    hx-swap="outerMorph"
  >
    <h2 id="calls-title">Latest calls of this process</h2>
    <p class="note">One line a call, with all of its tries.</p>
    {calls.length === 0 ? (
      <p class="empty">None yet.</p>
    ) : (
      <section class="scroll" tabindex={0} aria-label="Calls">
        <table>
          <thead>
            <tr>
              <th scope="col">Provider</th>
              <th scope="col">Call</th>
              <th scope="col">Outcome</th>
              <th scope="col">Took</th>
            </tr>
          </thead>
          <tbody>
            {calls.map(({ provider, method, endpoint, statusCode, error, latencyMs }) => (
              <tr>
                <th scope="row">{provider}</th>
                <td>
                  <code>
                    {method} {endpoint}
                  </code>
                </td>
                <td>
                  <span class={`state ${error ? 'open' : 'closed'}`}>{error ?? 'ok'}</span> <small>{statusCode}</small>
                </td>
                <td>{count(Math.round(latencyMs))} ms</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    )}
  </section>
);
