import { randomUUID } from 'node:crypto';
import type { Providers } from '../../providers/open-providers.ts';
import type { ProviderName } from '../../providers/provider-settings.ts';

/** Calls a provider once, as a feature would, with what harms nobody. Only for sandboxes: money and mail are made up there. */
export async function tryProvider(
  { stripe, sendgrid, openai, pagerduty }: Providers,
  name: ProviderName,
): Promise<void> {
  const text = 'Sent from the page of the providers.';
  switch (name) {
    case 'stripe':
      await stripe.charge({
        amountMinor: 100,
        currency: 'EUR',
        idempotencyKey: `try-${randomUUID()}`,
        paymentMethod: 'pm_card_visa',
        description: text,
      });
      break;
    case 'sendgrid':
      await sendgrid.send({ to: [{ email: 'visitor@podcast.example' }], subject: 'A mail of the sandbox', text });
      break;
    case 'openai':
      await openai.complete({ instructions: 'Answer in one sentence.', input: text });
      break;
    case 'pagerduty':
      await pagerduty.trigger({ key: 'try', summary: text, source: 'console', severity: 'info' });
      break;
    default:
      name satisfies never;
  }
}
