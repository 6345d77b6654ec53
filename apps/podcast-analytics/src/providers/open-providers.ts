import type { Config } from '../config.ts';
import type { Events } from '../platform/events/events.ts';
import type { Telemetry } from '../platform/telemetry.ts';
import { type Breakers, breakerFetch } from '../scry/breaker.ts';
import { providerFetch } from '../scry/retry.ts';
import { createBoundedList } from './bounded-list.ts';
import { createOpenAi, type OpenAi } from './openai.ts';
import { createPagerDuty, type PagerDuty } from './pagerduty.ts';
import type { ExternalCall, ProviderConnection } from './provider-client.ts';
import { ProviderError } from './provider-error.ts';
import { type ProviderName, type ProviderSettings, providerNames } from './provider-settings.ts';
import { repeatAll, repeatUntaken } from './repeats.ts';
import { type Sandboxes, startSandboxes } from './sandbox/sandboxes.ts';
import { createSendGrid, type SendGrid } from './sendgrid.ts';
import { createStripe, type Stripe } from './stripe.ts';
import { readStripeWebhook, type StripeEvent } from './stripe-webhook.ts';
import { wholeAnswer } from './whole-answer.ts';

export interface Providers {
  readonly stripe: Stripe;
  readonly sendgrid: SendGrid;
  readonly openai: OpenAi;
  readonly pagerduty: PagerDuty;
  /** Reads what came to the webhook of Stripe. @throws {WebhookError} */
  stripeEvent(body: string, signature: string | undefined): StripeEvent;
  /** What is at the other end of each. */
  status(): readonly ProviderStatus[];
  /** The newest first, of this process. */
  recentCalls(): readonly ExternalCall[];
  /** What stands in for those without a key, outside of production. */
  readonly sandboxes: Sandboxes;
  close(): Promise<void>;
}

export interface ProviderStatus {
  readonly name: ProviderName;
  readonly leadsTo: 'provider' | 'sandbox' | 'nothing';
  /** Undefined where nothing is called. */
  readonly url: string | undefined;
}

interface ProviderParts {
  readonly config: Pick<Config, 'providers' | 'isProduction' | 'resilience'>;
  readonly telemetry: Telemetry;
  readonly breakers: Breakers;
  readonly now: () => number;
  readonly events: Pick<Events, 'emit'>;
}

/** What each has at the other end, and whether its requests may be sent again. */
const known = {
  stripe: { url: 'https://api.stripe.com', repeat: repeatAll },
  sendgrid: { url: 'https://api.sendgrid.com', repeat: repeatUntaken },
  openai: { url: 'https://api.openai.com', repeat: repeatAll },
  pagerduty: { url: 'https://events.pagerduty.com', repeat: repeatAll },
} as const satisfies Record<ProviderName, object>;

const largestAnswer = 1_000_000;

/** The clients of other people's services. Without a key for one, a sandbox on this machine stands in for it. */
export async function openProviders({ config, telemetry, breakers, now, events }: ProviderParts): Promise<Providers> {
  const { stripe, sendgrid, openai, pagerduty, stripeWebhookSecrets, mailFrom, openaiModel } = config.providers;
  const sandboxes = await startSandboxes(config.isProduction ? [] : sandboxed(config.providers), now);

  const calls = createBoundedList<ExternalCall>(50);
  const onCall = (call: ExternalCall) => {
    calls.add(call);
    events.emit({ type: 'external_api.call', data: call });
  };

  function connect(name: ProviderName, settings: ProviderSettings): [ProviderConnection, string] {
    const baseUrl = settings.url ?? sandboxes.servers[name]?.url;
    const apiKey = settings.apiKey ?? (baseUrl === undefined ? undefined : 'sandbox');
    const connection = { name, baseUrl: baseUrl ?? known[name].url, onCall };
    if (settings.isOff || apiKey === undefined) return [{ ...connection, fetch: unconfigured(name) }, ''];
    const plain = wholeAnswer(largestAnswer);
    if (!config.resilience) return [{ ...connection, fetch: plain }, apiKey];
    const fetch = breakerFetch(breakers, name, plain);
    return [{ ...connection, fetch: providerFetch(telemetry, fetch, { name, ...known[name].repeat }) }, apiKey];
  }

  const secrets = stripeWebhookSecrets.length > 0 ? stripeWebhookSecrets : [sandboxes.stripeWebhookSecret];
  return {
    stripe: createStripe(...connect('stripe', stripe)),
    sendgrid: createSendGrid(...connect('sendgrid', sendgrid), { email: mailFrom }),
    openai: createOpenAi(...connect('openai', openai), openaiModel),
    pagerduty: createPagerDuty(...connect('pagerduty', pagerduty)),
    stripeEvent: (body, signature) => readStripeWebhook(body, signature, { secrets, now: now() }),
    status: () => providerNames.map((name) => statusOf(name, config.providers[name], sandboxes)),
    recentCalls: () => calls.all(),
    sandboxes,
    close: () => sandboxes.close(),
  };
}

function statusOf(
  name: ProviderName,
  { apiKey, url, isOff }: ProviderSettings,
  { servers }: Sandboxes,
): ProviderStatus {
  const sandbox = servers[name]?.url;
  if (sandbox !== undefined) return { name, leadsTo: 'sandbox', url: sandbox };
  if (isOff || (apiKey === undefined && url === undefined)) return { name, leadsTo: 'nothing', url: undefined };
  return { name, leadsTo: 'provider', url: url ?? known[name].url };
}

function sandboxed(providers: Config['providers']): ProviderName[] {
  return providerNames.filter((name) => {
    const { apiKey, url, isOff } = providers[name];
    return apiKey === undefined && url === undefined && !isOff;
  });
}

function unconfigured(provider: ProviderName): typeof fetch {
  return async function refuseCall() {
    throw new ProviderError(`${provider}: there is no key for it`, { provider, code: 'not-configured' });
  };
}
