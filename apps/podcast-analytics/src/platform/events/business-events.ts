import * as z from 'zod';
import { currency, type EventDefinition, milliseconds, minorUnits, sentence, word } from './event-definition.ts';

const nothing = z.strictObject({});
const payment = { invoiceId: word, provider: word, amountMinor: minorUnits, currency };

/** What happened to a tenant's things: written in the transaction of the change, and sent over the bus afterwards. */
export const businessEvents = {
  'campaign.created': { level: 'info', data: z.strictObject({ name: word }) },
  'campaign.updated': { level: 'info', data: z.strictObject({ changed: z.array(word).max(50) }) },
  'campaign.deleted': { level: 'info', data: nothing },
  'report.generated': { level: 'info', data: z.strictObject({ report: word, format: word, durationMs: milliseconds }) },
  'report.delivered': { level: 'info', data: z.strictObject({ channel: word, recipients: z.int().nonnegative() }) },
  'report.failed': { level: 'error', data: z.strictObject({ report: word, reason: sentence }) },
  'attribution.event.recorded': { level: 'debug', data: z.strictObject({ campaignId: word, kind: word }) },
  'payment.processed': { level: 'info', data: z.strictObject(payment) },
  // A declined card is the payer's: what fails here is told by the breaker and the error of the call.
  'payment.failed': { level: 'info', data: z.strictObject({ ...payment, reason: sentence }) },
} as const satisfies Readonly<Record<string, EventDefinition>>;
