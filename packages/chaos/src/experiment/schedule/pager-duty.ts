import { hostname } from 'node:os';
import { aFunction, checkOptions, checkValue, type OptionRule, type OptionRules } from '@scry/internal/check-options';
import { cut, detailsOf, headline, type Incident, type IncidentHook, post, type Send, severityOf } from './incident.ts';

/** Where events go. */
export interface PagerDutyOptions {
  /** The integration key of a service. */
  readonly routingKey: string;
  /** The system that the experiment is about. @default the name of the host */
  readonly source?: string;
  /** @default 'https://events.pagerduty.com/v2/enqueue' */
  readonly url?: string;
  /** @default the platform's fetch */
  readonly fetch?: Send;
}

const aText: OptionRule = ['string', 'a string that is not empty', (text: string) => text !== ''];
const rules: OptionRules<PagerDutyOptions> = { routingKey: aText, source: aText, url: aText, fetch: aFunction };

/**
 * A hook that sends events to PagerDuty (Events API v2): one is triggered for an experiment that did not complete, and resolved when
 * it does again.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const scheduler = createScheduler({ entries, onIncident: pagerDuty({ routingKey }) });
 */
export function pagerDuty(options: PagerDutyOptions): IncidentHook {
  const { routingKey, source = hostname(), ...given } = checkOptions('pagerDuty', options, rules);
  checkValue('pagerDuty: routingKey', routingKey, aText);
  const { url = 'https://events.pagerduty.com/v2/enqueue', fetch: send = fetch } = given;
  return function sendToPagerDuty(incident) {
    return post(send, url, { routing_key: routingKey, ...eventOf(incident, source) });
  };
}

function eventOf({ action, key, journal }: Incident, source: string): object {
  const event = { event_action: action, dedup_key: cut(key, 255) };
  if (action === 'resolve') return event;
  const payload = {
    summary: cut(headline(journal), 1_024),
    source,
    severity: severityOf(journal.outcome, ['critical', 'error', 'warning']),
    timestamp: journal.startedAt,
    component: journal.experiment,
    group: 'chaos',
    class: journal.outcome,
    custom_details: detailsOf(journal),
  };
  return { ...event, payload, client: 'scry-chaos' };
}
