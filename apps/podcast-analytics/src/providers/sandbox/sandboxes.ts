import { randomBytes } from 'node:crypto';
import type { ProviderName } from '../provider-settings.ts';
import { startOpenAiSandbox } from './openai-sandbox.ts';
import { type PagerDutySandbox, startPagerDutySandbox } from './pagerduty-sandbox.ts';
import type { SandboxServer } from './sandbox-server.ts';
import { type SendGridSandbox, startSendGridSandbox } from './sendgrid-sandbox.ts';
import { type StripeSandbox, startStripeSandbox } from './stripe-sandbox.ts';

interface SandboxesByName {
  readonly stripe: StripeSandbox;
  readonly sendgrid: SendGridSandbox;
  readonly openai: SandboxServer;
  readonly pagerduty: PagerDutySandbox;
}

/** Stand-ins for providers: servers on loopback ports that speak as they do. */
export interface Sandboxes {
  /** Those that were started. */
  readonly servers: Partial<SandboxesByName>;
  /** What signs the webhooks of the sandbox. */
  readonly stripeWebhookSecret: string;
  close(): Promise<void>;
}

export async function startSandboxes(names: readonly ProviderName[], now: () => number): Promise<Sandboxes> {
  const start = {
    stripe: startStripeSandbox,
    sendgrid: startSendGridSandbox,
    openai: startOpenAiSandbox,
    pagerduty: startPagerDutySandbox,
  };
  const started = await Promise.all(names.map(async (name) => [name, await start[name]({ now })] as const));
  return {
    servers: Object.fromEntries(started),
    stripeWebhookSecret: `whsec_${randomBytes(24).toString('base64url')}`,
    close: async () => {
      await Promise.all(started.map(([, server]) => server.close()));
    },
  };
}
