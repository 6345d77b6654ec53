// Keys of what watches over services, and of what teams plan and write with.
import type { Detector } from './detector.ts';
import { maskFull as mask } from './masks.ts';

/** Keys of users, of ingest and of browsers, and licence keys, of New Relic. */
export const newrelicKey: Detector = {
  id: 'newrelic-key',
  triggers: ['NRAK-', 'NRII-', 'NRAA-', 'NRJS-', 'NRAL'],
  pattern: /(?<![\w-])(?:NR(?:AK|AA)-[A-Z\d]{27}|NRII-[\w-]{32}|NRJS-[a-f\d]{19}|[a-f\d]{36}NRAL)(?![\w-])/,
  mask,
};

/** Tokens of service accounts and of Grafana Cloud. */
export const grafanaToken: Detector = {
  id: 'grafana-token',
  triggers: ['glsa_', 'glc_eyJ'],
  pattern: /(?<![A-Za-z\d])(?:glsa_[A-Za-z\d]{32}_[a-f\d]{8}|glc_eyJ[A-Za-z\d+/]{32,400}={0,2})(?!\w)/,
  mask,
};

/** Tokens of users and organizations of Sentry. */
export const sentryToken: Detector = {
  id: 'sentry-token',
  triggers: ['sntrys_', 'sntryu_'],
  pattern: /(?<![A-Za-z\d])(?:sntryu_[a-f\d]{64}|sntrys_eyJ[A-Za-z\d+/]{80,400}={0,2}_[A-Za-z\d+/]{43})(?!\w)/,
  mask,
};

/** Keys of ingest and management of Honeycomb. */
export const honeycombKey: Detector = {
  id: 'honeycomb-key',
  triggers: ['hcaik_', 'hcbik_', 'hcamk_', 'hcxik_', 'hcxmk_'],
  pattern: /(?<![A-Za-z\d])hc[a-z][im]k_[a-z\d]{58}(?!\w)/,
  mask,
};

/** Access tokens of Dynatrace. */
export const dynatraceToken: Detector = {
  id: 'dynatrace-token',
  triggers: ['dt0'],
  pattern: /(?<!\w)dt0[a-z]\d\d\.[A-Z\d]{8,24}\.[A-Z\d]{64}(?!\w)/,
  mask,
};

/** Keys of the API of Postman. */
export const postmanKey: Detector = {
  id: 'postman-key',
  triggers: ['PMAK-'],
  pattern: /(?<!\w)PMAK-[a-f\d]{24}-[a-f\d]{34}(?!\w)/,
  mask,
};

/** Keys of the API and OAuth tokens of Linear. */
export const linearKey: Detector = {
  id: 'linear-key',
  triggers: ['lin_api_', 'lin_oauth_'],
  pattern: /(?<![A-Za-z\d])lin_(?:api|oauth)_[A-Za-z\d]{40,64}(?!\w)/,
  mask,
};

/** Secrets of integrations of Notion. */
export const notionToken: Detector = {
  id: 'notion-token',
  triggers: ['ntn_', 'secret_'],
  pattern: /(?<![A-Za-z\d])(?:ntn_[A-Za-z\d]{43,46}|secret_[A-Za-z\d]{43})(?!\w)/,
  mask,
};

/** Access tokens of Airtable. */
export const airtableToken: Detector = {
  id: 'airtable-token',
  triggers: [],
  pattern: /(?<!\w)pat[A-Za-z\d]{14}\.[a-f\d]{64}(?!\w)/,
  mask,
};

/** Access tokens of Figma. */
export const figmaToken: Detector = {
  id: 'figma-token',
  triggers: ['figd_', 'figo_', 'figu_'],
  pattern: /(?<![\w-])fig[dou]_[\w-]{40,45}(?![\w-])/,
  mask,
};

/** Access tokens of Asana. */
export const asanaToken: Detector = {
  id: 'asana-token',
  triggers: [],
  pattern: /(?<![\w/.-])[12]\/\d{16}(?:\/\d{16})?:[a-f\d]{32}(?!\w)/,
  mask,
};

/** Management tokens of Contentful. */
export const contentfulToken: Detector = {
  id: 'contentful-token',
  triggers: ['CFPAT-'],
  pattern: /(?<![\w-])CFPAT-[\w-]{43}(?![\w-])/,
  mask,
};

/** Keys of the API of Algolia, after their name. */
export const algoliaKey: Detector = {
  id: 'algolia-key',
  triggers: ['algolia', 'ALGOLIA', 'Algolia'],
  pattern: /(?:algolia|ALGOLIA|Algolia)[\w.-]{0,12}(?:key|KEY|Key)["']?[:= ]{1,3}["']?([a-f\d]{32})(?!\w)/,
  mask,
};
