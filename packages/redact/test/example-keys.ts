// Made up by the formats that their issuers publish, and only when they are asked for: no key of anybody stands here.
import type { Seeded } from './seeded.ts';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const alphabets: Readonly<Record<string, string>> = {
  a: lower + upper + digits,
  b: `${upper}234567`,
  c: `${upper}${digits}`,
  d: digits,
  h: `${digits}abcdef`,
  l: lower + digits,
  s: `${lower}${upper}${digits}+/`,
  t: lower + upper,
  u: `023456789ACDEFGHJKLMNPQRSTUVWXYZ`,
  x: `${digits}ABCDEF`,
  w: `${lower}${upper}${digits}_-`,
};

/** `{h32}` stands for 32 characters of the alphabet `h`. `|` keeps scanners of code from reading the prefixes. */
export function exampleKey(format: string, random: Seeded): string {
  return format
    .replaceAll('|', '')
    .replace(/\{(\w)(\d+)\}/g, (_, alphabet: string, length: string) =>
      random.text(alphabets[alphabet] ?? '', Number(length)),
    );
}

/** What a detector must find, by its id: formats of whole keys. */
export const keyFormats: Readonly<Record<string, readonly string[]>> = {
  'aws-access-key': ['AK|IA{b16}', 'AS|IA{b16}'],
  'github-token': ['gh|p_{a36}', 'gh|o_{a36}', 'gh|u_{a36}', 'gh|s_{a36}', 'gh|r_{a76}', 'github|_pat_{a22}_{a59}'],
  'slack-token': ['xox|b-{d12}-{d13}-{a24}', 'xox|p-{d12}-{d12}-{d13}-{h32}', 'xapp|-1-A{c10}-{d13}-{h64}'],
  'stripe-key': ['sk_|live_{a24}', 'sk_|test_{a99}', 'rk_|live_{a99}', 'wh|sec_{a32}'],
  'google-api-key': ['AI|za{w35}', 'GOC|SPX-{w28}', 'ya2|9.{w150}'],
  'gitlab-token': ['gl|pat-{w20}', 'gl|dt-{w20}', 'gl|rt-{w20}', 'GR13|48941{w20}'],
  'atlassian-token': ['ATA|TT3xFfGF0{w150}={x8}', 'ATB|B{a32}'],
  'npm-token': ['np|m_{a36}'],
  'pypi-token': ['pypi|-AgEIcHlwaS5vcmc{w120}'],
  'rubygems-key': ['ruby|gems_{h48}'],
  'crates-token': ['ci|o{a32}'],
  'nuget-key': ['oy|2{l43}'],
  'docker-token': ['dckr|_pat_{w27}', 'dckr|_oat_{w32}'],
  'circleci-token': ['CCI|PAT_{a22}_{h40}', 'CCI|PRJ_{a22}_{h40}'],
  'buildkite-token': ['bk|ua_{h40}'],
  'sonar-token': ['sq|u_{h40}', 'sq|p_{h40}', 'sq|a_{h40}'],
  'azure-client-secret': ['{a3}8Q~{a34}', '{a3}7Q~{a31}'],
  'digitalocean-token': ['dop|_v1_{h64}', 'doo|_v1_{h64}', 'dor|_v1_{h64}'],
  'alibaba-key': ['LT|AI{a20}'],
  'hashicorp-token': ['hv|s.{w90}', 'hv|b.{w140}', '{a14}.atlas|v1.{a67}'],
  'pulumi-token': ['pu|l-{h40}'],
  'doppler-token': ['dp.|pt.{a43}', 'dp.|st.prod.{a43}'],
  'databricks-token': ['da|pi{h32}', 'da|pi{h32}-2'],
  'planetscale-token': ['psc|ale_tkn_{w43}', 'psc|ale_pw_{w43}'],
  'supabase-token': ['sb|p_{h40}', 'sb_|secret_{w22}_{a8}'],
  'cloudflare-key': ['v1|.0-{h24}-{h146}'],
  'fly-token': ['fo|1_{w43}'],
  'heroku-key': ['HR|KU-{h8}-{h4}-{h4}-{h4}-{h12}'],
  'netlify-token': ['nf|p_{a36}'],
  'age-key': ['AGE-SEC|RET-KEY-1{u58}'],
  'openai-key': ['s|k-proj-{w120}', 's|k-svcacct-{w100}', 's|k-{a20}T3Blbk|FJ{a20}'],
  'anthropic-key': ['s|k-ant-api03-{w93}AA', 's|k-ant-admin01-{w93}AA'],
  'huggingface-token': ['h|f_{t34}'],
  'groq-key': ['gs|k_{a52}'],
  'replicate-token': ['r|8_{a37}'],
  'perplexity-key': ['pp|lx-{a48}'],
  'xai-key': ['xa|i-{a80}'],
  'sendgrid-key': ['S|G.{w22}.{w43}'],
  'mailgun-key': ['ke|y-{h32}'],
  'mailchimp-key': ['{h32}-u|s12'],
  'brevo-key': ['xkey|sib-{h64}-{a16}'],
  'resend-key': ['r|e_{a8}_{a24}'],
  'twilio-key': ['S|K{h32}'],
  'discord-token': ['M{a25}.{w6}.{w38}'],
  'telegram-token': ['{d10}:A|A{w33}'],
  'square-token': ['sq0|atp-{w22}', 'sq0|csp-{w43}', 'EA|AA{w60}'],
  'shopify-token': ['shp|at_{h32}', 'shp|ss_{h32}'],
  'braintree-token': ['access_|token$production$|{l16}$|{h32}'],
  'razorpay-key': ['rzp|_live_{a14}', 'rzp|_test_{a14}'],
  'flutterwave-key': ['FLW|SECK-{h32}-X', 'FLW|SECK_TEST-{h32}-X'],
  'adyen-key': ['AQ|E{s80}-{s43}=-{a20}'],
  'easypost-key': ['EZ|AK{a54}', 'EZ|TK{a54}'],
  'shippo-token': ['ship|po_live_{h40}'],
  'newrelic-key': ['NR|AK-{c27}', 'NR|II-{w32}', '{h36}NR|AL'],
  'grafana-token': ['gl|sa_{a32}_{h8}', 'gl|c_eyJ{s100}=='],
  'sentry-token': ['sntr|yu_{h64}', 'sntr|ys_eyJ{s160}=_{s43}'],
  'honeycomb-key': ['hca|ik_{l58}', 'hca|mk_{l58}'],
  'dynatrace-token': ['dt0|c01.{c24}.{c64}'],
  'postman-key': ['PM|AK-{h24}-{h34}'],
  'linear-key': ['lin|_api_{a40}'],
  'notion-token': ['nt|n_{a46}', 'sec|ret_{a43}'],
  'airtable-token': ['pa|t{a14}.{h64}'],
  'figma-token': ['fi|gd_{w40}'],
  'asana-token': ['1/{d16}:{h32}', '2/{d16}/{d16}:{h32}'],
  'contentful-token': ['CF|PAT-{w43}'],
};
