// Keys of clouds, and of what runs, stores and configures there.
import type { Detector } from './detector.ts';
import { maskFull as mask } from './masks.ts';

/** Client secrets of Entra ID, by the marker in their middle. */
export const azureClientSecret: Detector = {
  id: 'azure-client-secret',
  triggers: ['8Q~', '7Q~'],
  pattern: /(?<![\w~.-])[\w~.-]{3}[78]Q~[\w~.-]{31,34}(?![\w~-])/,
  mask,
};

/** Signatures of shared access signatures of Azure. */
export const azureSas: Detector = {
  id: 'azure-sas',
  triggers: ['sig='],
  pattern: /[?&]sig=([A-Za-z\d%+/]{43,70}={0,2})/,
  mask,
};

/** Access, OAuth and refresh tokens of DigitalOcean. */
export const digitaloceanToken: Detector = {
  id: 'digitalocean-token',
  triggers: ['dop_v1_', 'doo_v1_', 'dor_v1_'],
  pattern: /(?<![A-Za-z\d])do[opr]_v1_[a-f\d]{64}(?!\w)/,
  mask,
};

/** Ids of access keys of Alibaba Cloud. */
export const alibabaKey: Detector = {
  id: 'alibaba-key',
  triggers: ['LTAI'],
  pattern: /(?<!\w)LTAI[A-Za-z\d]{16,26}(?!\w)/,
  mask,
};

/** Service, batch and recovery tokens of Vault, and tokens of Terraform. */
export const hashicorpToken: Detector = {
  id: 'hashicorp-token',
  triggers: ['hvs.', 'hvb.', 'hvr.', '.atlasv1.'],
  pattern: /(?<![\w.-])(?:hv[sbr]\.[\w-]{24,300}|[A-Za-z\d]{14}\.atlasv1\.[\w=-]{60,70})(?![\w-])/,
  mask,
};

/** Access tokens of Pulumi. */
export const pulumiToken: Detector = {
  id: 'pulumi-token',
  triggers: ['pul-'],
  pattern: /(?<![\w-])pul-[a-f\d]{40}(?!\w)/,
  mask,
};

/** Tokens of persons, the CLI, service accounts, services, SCIM and audit of Doppler. */
export const dopplerToken: Detector = {
  id: 'doppler-token',
  triggers: ['dp.'],
  pattern: /(?<![\w.-])dp\.(?:pt|ct|sa|st|scim|audit)\.(?:[\w-]{2,35}\.)?[A-Za-z\d]{40,44}(?!\w)/,
  mask,
};

/** Access tokens of Databricks. */
export const databricksToken: Detector = {
  id: 'databricks-token',
  triggers: ['dapi'],
  pattern: /(?<!\w)dapi[a-f\d]{32}(?:-\d)?(?!\w)/,
  mask,
};

/** Tokens and passwords of PlanetScale. */
export const planetscaleToken: Detector = {
  id: 'planetscale-token',
  triggers: ['pscale_'],
  pattern: /(?<![A-Za-z\d])pscale_(?:tkn|pw|oauth)_[\w=.-]{32,64}/,
  mask,
};

/** Access tokens and secret keys of Supabase. */
export const supabaseToken: Detector = {
  id: 'supabase-token',
  triggers: ['sbp_', 'sb_secret_'],
  pattern: /(?<![\w-])(?:sbp_[a-f\d]{40}|sb_secret_[\w-]{31})(?![\w-])/,
  mask,
};

/** Keys of the origin CA of Cloudflare. */
export const cloudflareKey: Detector = {
  id: 'cloudflare-key',
  triggers: ['v1.0-'],
  pattern: /(?<![\w.-])v1\.0-[a-f\d]{24}-[a-f\d]{146}(?!\w)/,
  mask,
};

/** Macaroons and older access tokens of Fly.io. */
export const flyToken: Detector = {
  id: 'fly-token',
  triggers: ['FlyV1 ', 'fo1_'],
  pattern: /(?<!\w)(?:FlyV1 (fm[12][ar]?_[\w+/=,-]{50,3000})|fo1_[\w-]{43}(?![\w-]))/,
  mask,
};

/** Keys of the API of Heroku. */
export const herokuKey: Detector = {
  id: 'heroku-key',
  triggers: ['HRKU-'],
  pattern: /(?<![\w-])HRKU-[\w-]{36,64}(?![\w-])/,
  mask,
};

/** Access tokens of Netlify. */
export const netlifyToken: Detector = {
  id: 'netlify-token',
  triggers: ['nfp_', 'nfc_', 'nfo_'],
  pattern: /(?<![A-Za-z\d])nf[pco]_[A-Za-z\d]{36,40}(?!\w)/,
  mask,
};

/** The secret half of a pair of age (C2SP age, "The X25519 recipient type"). */
export const ageKey: Detector = {
  id: 'age-key',
  triggers: ['AGE-SECRET-KEY-1'],
  pattern: /(?<!\w)AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}(?!\w)/,
  mask,
};
