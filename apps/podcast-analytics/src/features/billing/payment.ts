/** `created`: nothing was sent; `processing`: sent, and nobody knows yet; the rest is what the provider said. */
export const paymentStates = ['created', 'processing', 'succeeded', 'failed', 'refunded'] as const;
export type PaymentState = (typeof paymentStates)[number];

export interface Payment {
  readonly id: string;
  readonly tenantId: string;
  readonly invoiceId: string;
  readonly state: PaymentState;
  readonly amountMinor: number;
  readonly currency: string;
  readonly refundedMinor: number;
  readonly paymentMethod: string;
  readonly providerId: string | null;
  readonly failure: string | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly firstSentAt: Date | null;
  readonly settledAt: Date | null;
}

/** What the provider says of a payment. */
export type Outcome =
  | { readonly type: 'succeeded'; readonly providerId: string }
  | { readonly type: 'failed'; readonly reason: string; readonly providerId?: string | undefined }
  | { readonly type: 'refunded'; readonly providerId: string; readonly refundedMinor: number }
  /** It works on it. */
  | { readonly type: 'pending'; readonly providerId: string }
  /** No answer came that tells. */
  | { readonly type: 'unknown'; readonly reason: string };

export type Settled = Pick<Payment, 'state' | 'providerId' | 'refundedMinor' | 'failure'>;

/**
 * What becomes of a payment. Webhooks come late, twice and in any order, so that the outcome that tells more wins, whenever it
 * comes: money that was taken stays taken whatever says "failed" afterwards, and a refund is never smaller than it was.
 */
export function settle(payment: Settled & Pick<Payment, 'amountMinor'>, outcome: Outcome): Settled {
  const { state, amountMinor } = payment;
  const kept = { state, refundedMinor: payment.refundedMinor, failure: payment.failure };
  const providerId = ('providerId' in outcome && outcome.providerId) || payment.providerId;
  switch (outcome.type) {
    case 'succeeded':
      return state === 'refunded' || state === 'succeeded'
        ? { ...kept, providerId }
        : { ...kept, providerId, state: 'succeeded', failure: null };
    case 'refunded': {
      const refundedMinor = Math.min(amountMinor, Math.max(payment.refundedMinor, outcome.refundedMinor));
      return {
        state: refundedMinor === amountMinor ? 'refunded' : 'succeeded',
        providerId,
        refundedMinor,
        failure: null,
      };
    }
    case 'failed':
      return isOpen(state)
        ? { ...kept, providerId, state: 'failed', failure: outcome.reason }
        : { ...kept, providerId };
    case 'pending':
      return { ...kept, providerId };
    case 'unknown':
      return { ...kept, providerId, failure: isOpen(state) ? outcome.reason : kept.failure };
    default:
      return outcome satisfies never;
  }
}

/** Whether money may still move. */
export function isOpen(state: PaymentState): boolean {
  return state === 'created' || state === 'processing';
}
