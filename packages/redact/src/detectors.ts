import { assignedSecret } from './assigned-secret.ts';
// Every detector by name, and all of them in one list. Those of the core go by longer names here.

import {
  ageKey,
  alibabaKey,
  azureClientSecret,
  azureSas,
  cloudflareKey,
  databricksToken,
  digitaloceanToken,
  dopplerToken,
  flyToken,
  hashicorpToken,
  herokuKey,
  netlifyToken,
  planetscaleToken,
  pulumiToken,
  supabaseToken,
} from './cloud-keys.ts';
import {
  atlassianToken,
  buildkiteToken,
  circleciToken,
  cratesToken,
  dockerToken,
  gitlabToken,
  npmToken,
  nugetKey,
  pypiToken,
  rubygemsKey,
  sonarToken,
} from './code-host-keys.ts';
import { defaultDetectors } from './default-detectors.ts';
import type { Detector } from './detector.ts';
import {
  brevoKey,
  discordToken,
  discordWebhook,
  mailchimpKey,
  mailgunKey,
  resendKey,
  sendgridKey,
  teamsWebhook,
  telegramToken,
  twilioKey,
} from './messaging-keys.ts';
import {
  anthropicKey,
  groqKey,
  huggingfaceToken,
  openaiKey,
  perplexityKey,
  replicateToken,
  xaiKey,
} from './model-keys.ts';
import {
  airtableToken,
  algoliaKey,
  asanaToken,
  contentfulToken,
  dynatraceToken,
  figmaToken,
  grafanaToken,
  honeycombKey,
  linearKey,
  newrelicKey,
  notionToken,
  postmanKey,
  sentryToken,
} from './operations-keys.ts';
import {
  adyenKey,
  braintreeToken,
  easypostKey,
  flutterwaveKey,
  razorpayKey,
  shippoToken,
  shopifyToken,
  squareToken,
} from './payment-keys.ts';

export { assignedSecret } from './assigned-secret.ts';
export * from './cloud-keys.ts';
export * from './code-host-keys.ts';
export * from './messaging-keys.ts';
export * from './model-keys.ts';
export * from './operations-keys.ts';
export * from './payment-keys.ts';
export {
  card as cardNumber,
  email as emailAddress,
  iban as ibanNumber,
  ip as ipAddress,
  phone as phoneNumber,
  ssn as socialSecurityNumber,
} from './personal-detectors.ts';
export {
  aws as awsAccessKey,
  basicAuth as basicCredentials,
  bearer as bearerToken,
  connectionString as connectionPassword,
  entropy as randomToken,
  github as githubToken,
  google as googleApiKey,
  jwt as jsonWebToken,
  privateKey as pemPrivateKey,
  slack as slackToken,
  stripe as stripeKey,
} from './secret-detectors.ts';

/**
 * The default detectors, the keys of sixty providers, and what a name such as `API_KEY` is set to.
 *
 * @example
 * const redact = createRedactor({ values: detectors });
 */
export const detectors: readonly Detector[] = /* @__PURE__ */ defaultDetectors.concat(
  gitlabToken,
  atlassianToken,
  npmToken,
  pypiToken,
  rubygemsKey,
  cratesToken,
  nugetKey,
  dockerToken,
  circleciToken,
  buildkiteToken,
  sonarToken,
  azureClientSecret,
  azureSas,
  digitaloceanToken,
  alibabaKey,
  hashicorpToken,
  pulumiToken,
  dopplerToken,
  databricksToken,
  planetscaleToken,
  supabaseToken,
  cloudflareKey,
  flyToken,
  herokuKey,
  netlifyToken,
  ageKey,
  openaiKey,
  anthropicKey,
  huggingfaceToken,
  groqKey,
  replicateToken,
  perplexityKey,
  xaiKey,
  sendgridKey,
  mailgunKey,
  mailchimpKey,
  brevoKey,
  resendKey,
  twilioKey,
  discordToken,
  discordWebhook,
  telegramToken,
  teamsWebhook,
  squareToken,
  shopifyToken,
  braintreeToken,
  razorpayKey,
  flutterwaveKey,
  adyenKey,
  easypostKey,
  shippoToken,
  newrelicKey,
  grafanaToken,
  sentryToken,
  honeycombKey,
  dynatraceToken,
  postmanKey,
  linearKey,
  notionToken,
  airtableToken,
  figmaToken,
  asanaToken,
  contentfulToken,
  algoliaKey,
  assignedSecret,
);
