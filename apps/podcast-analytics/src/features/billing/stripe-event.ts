import * as z from 'zod';
import type { Outcome } from './payment.ts';
import { failureInWords } from './payment-outcome.ts';
import type { ToldPayment } from './payments.ts';

/** What a webhook of Stripe brings, once its signature has been checked (docs.stripe.com/api/events). */
export interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly object: { readonly id: string } };
}

const metadata = z.object({ payment: z.uuid().optional().catch(undefined) }).catch({});

const intent = z.object({
  id: z.string(),
  metadata,
  last_payment_error: z
    .object({ code: z.string().nullish(), decline_code: z.string().nullish() })
    .nullish()
    .catch(null),
});

const charge = z.object({
  payment_intent: z.string(),
  currency: z.string(),
  amount_refunded: z.int().nonnegative(),
  metadata,
});

/** What an event says of a payment; undefined where it says nothing that concerns one. */
export function toldBy(
  { type, data: { object } }: StripeEvent,
  amountOf: (units: number, currency: string) => number,
): ToldPayment | undefined {
  if (type === 'charge.refunded') {
    const parsed = charge.safeParse(object);
    if (!parsed.success) return undefined;
    const { payment_intent: providerId, amount_refunded: units, currency, metadata: given } = parsed.data;
    const refundedMinor = amountOf(units, currency);
    return { providerId, paymentId: given.payment, outcome: { type: 'refunded', providerId, refundedMinor } };
  }
  const parsed = intent.safeParse(object);
  if (!parsed.success) return undefined;
  const outcome = intentOutcome(type, parsed.data);
  return outcome && { providerId: parsed.data.id, paymentId: parsed.data.metadata.payment, outcome };
}

function intentOutcome(
  type: string,
  { id: providerId, last_payment_error: error }: z.infer<typeof intent>,
): Outcome | undefined {
  switch (type) {
    case 'payment_intent.succeeded':
      return { type: 'succeeded', providerId };
    case 'payment_intent.processing':
      return { type: 'pending', providerId };
    case 'payment_intent.payment_failed':
      return { type: 'failed', providerId, reason: failureInWords(error?.decline_code ?? error?.code) };
    case 'payment_intent.canceled':
      return { type: 'failed', providerId, reason: failureInWords('canceled') };
    default:
      return undefined;
  }
}
