import type { Outcome, Payment } from './payment.ts';
import type { PaymentProvider, ProviderPayment } from './payment-provider.ts';

/** Stripe keeps an idempotency key for at least 24 hours: after that the same request would charge again. */
const keyLastsMs = 23 * 3_600_000;
/** Before then a new payment may not be found yet. */
const attemptsBeforeSearch = 3;

/**
 * Finds out what has become of a payment, or makes it: as long as its key holds, to charge is also to ask. The payment is stored
 * as `processing` by then, so that whoever comes after a crash asks again with the same key.
 */
export async function outcomeOf(
  payment: Payment,
  provider: PaymentProvider,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<Outcome> {
  try {
    if (payment.providerId !== null) return read(await provider.payment(payment.providerId, signal));
    const isKeyGone = payment.firstSentAt !== null && now - payment.firstSentAt.getTime() >= keyLastsMs;
    if (isKeyGone || payment.attempts > attemptsBeforeSearch) {
      const found = await provider.findPayment({ name: 'payment', value: payment.id }, signal);
      if (found) return read(found);
      if (isKeyGone) return { type: 'failed', reason: 'It never reached the payment provider.' };
    }
    return read(await provider.charge(chargeOf(payment, signal)));
  } catch (error) {
    return outcomeOfError(error, payment);
  }
}

/** The same request each time: the provider refuses a key that comes with another one. */
function chargeOf({ id, invoiceId, amountMinor, currency, paymentMethod }: Payment, signal: AbortSignal) {
  return {
    ...{ amountMinor, currency, paymentMethod, signal },
    idempotencyKey: id,
    description: `Invoice ${invoiceId}`,
    metadata: { payment: id, invoice: invoiceId },
  };
}

function read({ id, status }: ProviderPayment): Outcome {
  switch (status) {
    case 'succeeded':
      return { type: 'succeeded', providerId: id };
    case 'processing':
    case 'requires_confirmation':
    case 'requires_capture':
      return { type: 'pending', providerId: id };
    case 'requires_action': // nobody is there who could confirm it with their bank
      return { type: 'failed', providerId: id, reason: failureInWords('authentication_required') };
    default:
      return { type: 'failed', providerId: id, reason: reasons[status] ?? `The payment provider says "${status}".` };
  }
}

/** What a rejected call tells. Only an answer that the key stands for is final once the key was sent before. */
function outcomeOfError(error: unknown, { attempts }: Payment): Outcome {
  const { code, reason } = fieldsOf(error);
  if (code === 'declined') return { type: 'failed', reason: failureInWords(reason) };
  const wasNeverSent =
    error instanceof RangeError || ((code === 'refused' || code === 'not-configured') && attempts <= 1);
  if (wasNeverSent) return { type: 'failed', reason: `The payment provider does not take it: ${messageOf(error)}` };
  return { type: 'unknown', reason: messageOf(error) };
}

function fieldsOf(error: unknown): { readonly code: unknown; readonly reason: unknown } {
  if (!(error instanceof Error)) return { code: undefined, reason: undefined };
  return { code: 'code' in error && error.code, reason: 'reason' in error ? error.reason : undefined };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}

/** A code of Stripe for why it failed, for people. */
export function failureInWords(reason: unknown): string {
  const word = String(reason ?? 'card_declined').slice(0, 100);
  return reasons[word] ?? `The card was declined (${word}).`;
}

/** Decline codes as Stripe lists them (docs.stripe.com/declines/codes). */
const reasons: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  requires_payment_method: 'The card was declined.',
  canceled: 'The payment was cancelled.',
  generic_decline: 'The card was declined.',
  card_declined: 'The card was declined.',
  insufficient_funds: 'The card has not enough funds.',
  lost_card: 'The card was declined.', // not to be told to whoever holds it
  stolen_card: 'The card was declined.',
  expired_card: 'The card has expired.',
  incorrect_cvc: 'The security code of the card is wrong.',
  processing_error: 'The bank could not process the card. Try again.',
  authentication_required: 'The bank wants the card holder to confirm the payment.',
});
