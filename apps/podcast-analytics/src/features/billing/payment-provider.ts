/** What billing asks of whoever moves the money: the client of Stripe, or its like. Its errors are those of `ProviderError`. */
export interface PaymentProvider {
  /** Charges once for each idempotency key, however often it is asked, for at least a day. */
  charge(charge: Charge): Promise<ProviderPayment>;
  payment(id: string, signal?: AbortSignal): Promise<ProviderPayment>;
  /** The payment that was charged with this in its metadata. A new one may take a minute to be found. */
  findPayment(
    metadata: { readonly name: string; readonly value: string },
    signal?: AbortSignal,
  ): Promise<ProviderPayment | undefined>;
}

export interface Charge {
  readonly amountMinor: number;
  readonly currency: string;
  readonly idempotencyKey: string;
  readonly paymentMethod: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface ProviderPayment {
  readonly id: string;
  /** As Stripe names them: `succeeded`, `processing`, `requires_payment_method` … */
  readonly status: string;
}
