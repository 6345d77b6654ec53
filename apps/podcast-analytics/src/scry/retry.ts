/**
 * Why: a database that restarts, or a provider that is busy for a moment, should not fail an import of an hour. Only faults
 * that may pass are tried again, and the budget of each policy keeps a real outage from being multiplied.
 * The policies: packages/retry/README.md, "Presets and when to change them".
 */
import { isBreakerOpenError } from '@scry/breaker';
import { createRetry, createRetryBudget, presets, type RetryEvent, type RetryOptions } from '@scry/retry';
import { type RetryFetchOptions, retryFetch } from '@scry/retry/fetch';
import { prometheus } from '@scry/retry/prometheus';
import { isTransientDatabaseError } from '../platform/db/database-error.ts';
import type { Policy } from '../platform/db/pool-database.ts';
import { logEvents } from '../platform/log-events.ts';
import { each, type Telemetry } from '../platform/telemetry.ts';

export { withTimeout } from '@scry/retry';

/** Runs whole transactions again, each time from BEGIN: nothing of a failed one is left. */
export function databaseRetry(telemetry: Telemetry): Policy {
  return policyOf(telemetry, {
    ...presets.database,
    name: 'database',
    retryIf: (error) => isTransientDatabaseError(error) || isBreakerOpenError(error),
    // A transaction cannot be ended from outside: it would commit after its caller had been told that it failed.
    // statement_timeout bounds each attempt instead, see open-database.ts.
    deadlineMs: Number.POSITIVE_INFINITY,
  });
}

/** Sends again what Kafka did not confirm: consumers drop duplicates. What it gives up on waits in the outbox. */
export function kafkaRetry(telemetry: Telemetry): Policy {
  const limits = { attemptTimeoutMs: 5_000, deadlineMs: 15_000 }; // within the lease of the relay
  return policyOf(telemetry, {
    ...presets.kafka,
    ...limits,
    name: 'kafka',
    retryIf: (error) => !isBreakerOpenError(error),
  });
}

/** How long a background job rests before its second try, its third, and so on: two hours in all. */
export const jobDelays: readonly number[] = [
  ...createRetry({ name: 'jobs', attempts: 8, minDelayMs: 10_000, factor: 3, maxDelayMs: 3_600_000 }).delays(),
];

/** For what must be done however long the database is away, until the signal ends it. */
export function endlessRetry(telemetry: Telemetry, name: string, signal: AbortSignal): Policy {
  // It is one caller, whose delays grow to ten seconds: no outage is multiplied.
  const endless = { attempts: Number.POSITIVE_INFINITY, minDelayMs: 500, retryIf: () => true, budget: false };
  return policyOf(telemetry, { ...endless, name, signal });
}

/** `fetch` for what other people's servers offer, such as agent lists and payments. */
export function providerFetch(
  { logger, metrics }: Telemetry,
  fetch: typeof globalThis.fetch,
  own: Partial<Pick<RetryFetchOptions, 'name' | 'methods' | 'retryIf' | 'retryResult'>> = {},
): typeof globalThis.fetch {
  return retryFetch(fetch, {
    ...presets.externalApi,
    name: 'provider',
    ...own,
    ...{ attemptTimeoutMs: 10_000, deadlineMs: 60_000 },
    budget: createRetryBudget({ reserve: 5, ratio: 0.05 }), // an outage is not multiplied by more than a twentieth
    onEvent: each(logEvents<RetryEvent>(logger, 'retry', messages, fieldsOf), prometheus(metrics)),
  });
}

function policyOf({ logger, metrics }: Telemetry, options: RetryOptions): Policy {
  const onEvent = each(logEvents<RetryEvent>(logger, 'retry', messages, fieldsOf), prometheus(metrics));
  const policy = createRetry({ ...options, onEvent });
  return (work) => policy.run(() => work());
}

const messages = { retry: ['warn', 'trying again'], 'give-up': ['error', 'giving up'] } as const;

/** Of an answer that is tried again, the status says why: it is the result of `retryFetch`. */
function fieldsOf(event: object): object {
  return 'value' in event ? { ...event, value: undefined, status: (event.value as Response).status } : event;
}
