import { atFixedTimes } from '../scripts/at-fixed-times.ts';
import type { Balancer } from './balancer.ts';

export interface PayerReport {
  /** Invoices whose payment the service has taken on: paid, or under way. */
  readonly ordered: ReadonlySet<string>;
  readonly requests: number;
}

interface PayerOptions {
  readonly balancer: Balancer;
  readonly invoices: readonly string[];
  readonly apiKey: string;
  readonly signal: AbortSignal;
}

/** A payment may wait for its provider: no answer in time is no failure, and is asked for again. */
const patienceMs = 35_000;

/**
 * Pays an invoice a second until the signal ends it. Payments are no part of what is promised at once: who is refused, or hears
 * nothing, asks again in a later second, as a client would.
 */
export async function runPayer({ balancer, invoices, apiKey, signal }: PayerOptions): Promise<PayerReport> {
  const open = [...invoices];
  const ordered = new Set<string>();
  let requests = 0;
  await atFixedTimes({
    perSecond: 1,
    signal,
    async call() {
      const invoice = open.shift();
      if (invoice === undefined) return;
      requests += 1;
      const { status } = await balancer.send(
        {
          path: `/api/v1/invoices/${invoice}/payments`,
          method: 'POST',
          headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
          body: JSON.stringify({ paymentMethod: 'pm_card_visa' }),
          expected: 201,
        },
        patienceMs,
      );
      // 409: it is being paid, or has been, since an answer before was lost.
      if (status === 201 || status === 409) ordered.add(invoice);
      else open.push(invoice);
    },
  });
  return { ordered, requests };
}
