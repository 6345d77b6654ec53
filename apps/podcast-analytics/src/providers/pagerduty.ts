/** Alerts by PagerDuty, as https://developer.pagerduty.com/docs/send-alert-event describes them (Events API version 2). */
import * as z from 'zod';
import { createProviderClient, type ProviderConnection, type Refusal } from './provider-client.ts';

export const severities = ['critical', 'error', 'warning', 'info'] as const;

export interface Alert {
  /** One for each thing that is wrong: alerts of the same key are one incident. */
  readonly key: string;
  readonly summary: string;
  /** What is affected, such as a host. */
  readonly source: string;
  readonly severity: (typeof severities)[number];
  readonly details?: Readonly<Record<string, string | number>>;
  readonly signal?: AbortSignal;
}

export interface PagerDuty {
  /** Begins an incident, or adds to the one of this key. Rejects with a {@link ProviderError}. */
  trigger(alert: Alert): Promise<void>;
  /** Ends the incident of this key, where there is one. */
  resolve(key: string, signal?: AbortSignal): Promise<void>;
}

const longestSummary = 1024;
const longestKey = 255;

const accepted = z.object({ status: z.literal('success'), dedup_key: z.string() });

const refusal = z
  .object({ status: z.string(), message: z.string(), errors: z.array(z.string()).default([]) })
  .transform(({ status, message, errors }): Refusal => ({ reason: status, message: [message, ...errors].join(': ') }));

/** The key of an alert makes it idempotent, so that the connection's `fetch` may send it again. */
export function createPagerDuty(connection: ProviderConnection, routingKey: string): PagerDuty {
  const send = createProviderClient(connection);
  const enqueue = async (event: object, key: string, signal: AbortSignal | undefined) => {
    if (key === '' || key.length > longestKey) {
      throw new RangeError(`key: expected 1 to ${longestKey} characters, got ${key.length}`);
    }
    await send({
      method: 'POST',
      endpoint: '/v2/enqueue',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ routing_key: routingKey, dedup_key: key, ...event }),
      answer: accepted,
      refusal,
      signal,
    });
  };
  return {
    trigger: ({ key, summary, source, severity, details, signal }) => {
      const payload = { summary: summary.slice(0, longestSummary), source, severity, custom_details: details };
      return enqueue({ event_action: 'trigger', payload }, key, signal);
    },
    resolve: (key, signal) => enqueue({ event_action: 'resolve' }, key, signal),
  };
}
