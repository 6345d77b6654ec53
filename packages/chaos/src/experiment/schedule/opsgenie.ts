import { aFunction, checkOptions, checkValue, type OptionRule, type OptionRules } from '@scry/internal/check-options';
import { toMarkdown } from '../report/to-markdown.ts';
import { cut, detailsOf, headline, type Incident, type IncidentHook, post, type Send, severityOf } from './incident.ts';

/** Where alerts go. */
export interface OpsgenieOptions {
  /** The key of an API integration. */
  readonly apiKey: string;
  /** `https://api.eu.opsgenie.com` in Europe. @default 'https://api.opsgenie.com' */
  readonly url?: string;
  /** @default the platform's fetch */
  readonly fetch?: Send;
}

const aText: OptionRule = ['string', 'a string that is not empty', (text: string) => text !== ''];
const rules: OptionRules<OpsgenieOptions> = { apiKey: aText, url: aText, fetch: aFunction };

/**
 * A hook that sends alerts to Opsgenie (Alert API v2): one is created for an experiment that did not complete, and closed when it
 * does again.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const scheduler = createScheduler({ entries, onIncident: opsgenie({ apiKey }) });
 */
export function opsgenie(options: OpsgenieOptions): IncidentHook {
  const { apiKey, url = 'https://api.opsgenie.com', fetch: send = fetch } = checkOptions('opsgenie', options, rules);
  checkValue('opsgenie: apiKey', apiKey, aText);
  return function sendToOpsgenie(incident) {
    const { path, body } = requestOf(incident);
    return post(send, `${url.replace(/\/$/, '')}/v2/alerts${path}`, body, { authorization: `GenieKey ${apiKey}` });
  };
}

function requestOf({ action, key, journal }: Incident): { readonly path: string; readonly body: object } {
  const alias = cut(key, 512);
  const source = 'scry-chaos';
  if (action === 'resolve') {
    return {
      path: `/${encodeURIComponent(alias)}/close?identifierType=alias`,
      body: { source, note: headline(journal) },
    };
  }
  const body = {
    message: cut(headline(journal), 130),
    alias,
    description: cut(toMarkdown(journal), 15_000),
    tags: ['chaos', journal.outcome],
    details: detailsOf(journal),
    entity: cut(journal.experiment, 512),
    source,
    priority: severityOf(journal.outcome, ['P1', 'P2', 'P3']),
  };
  return { path: '', body };
}
