import * as z from 'zod';

export const providerNames = ['stripe', 'sendgrid', 'openai', 'pagerduty'] as const;
export type ProviderName = (typeof providerNames)[number];

export interface ProviderSettings {
  /** Undefined where a sandbox stands in, or where the provider is off. */
  readonly apiKey: string | undefined;
  /** In place of the provider's own address. */
  readonly url: string | undefined;
  /** It is not used, and nothing stands in for it. */
  readonly isOff: boolean;
}

export interface ProvidersSettings extends Readonly<Record<ProviderName, ProviderSettings>> {
  /** While one is replaced there are two. */
  readonly stripeWebhookSecrets: readonly string[];
  readonly mailFrom: string;
  readonly openaiModel: string;
}

/** The names of the keys in the environment. */
export const providerKeys = {
  stripe: 'STRIPE_API_KEY',
  sendgrid: 'SENDGRID_API_KEY',
  openai: 'OPENAI_API_KEY',
  pagerduty: 'PAGERDUTY_ROUTING_KEY',
} as const satisfies Record<ProviderName, string>;

/** What a key is set to where the provider is not used. */
const off = 'off';

const url = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:\/\/[^?#]+$/.test(text), {
    error: ({ input }) => `expected an address such as https://api.example.com, got "${String(input).slice(0, 80)}"`,
  })
  .transform((text) => text.replace(/\/+$/, ''))
  .optional();

/** Their part of the environment. */
export const providerEnvironment = z.object({
  STRIPE_API_KEY: z.string().optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .refine((secrets) => !secrets.includes(''), {
      error: 'expected secrets apart by commas, got an empty one among them',
    })
    .optional(),
  STRIPE_URL: url,
  SENDGRID_API_KEY: z.string().optional(),
  SENDGRID_URL: url,
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_URL: url,
  OPENAI_MODEL: z.string().default('gpt-4.1-mini'),
  PAGERDUTY_ROUTING_KEY: z.string().optional(),
  PAGERDUTY_URL: url,
  MAIL_FROM: z
    .email({ error: ({ input }) => `expected an address of mail, got "${input}"` })
    .default('reports@podcast.example'),
});

type ProviderEnvironment = z.infer<typeof providerEnvironment>;

export function providerSettings(env: ProviderEnvironment): ProvidersSettings {
  const of = (key: string | undefined, address: string | undefined): ProviderSettings => {
    return { apiKey: key === off ? undefined : key, url: address, isOff: key === off };
  };
  return {
    stripe: of(env.STRIPE_API_KEY, env.STRIPE_URL),
    sendgrid: of(env.SENDGRID_API_KEY, env.SENDGRID_URL),
    openai: of(env.OPENAI_API_KEY, env.OPENAI_URL),
    pagerduty: of(env.PAGERDUTY_ROUTING_KEY, env.PAGERDUTY_URL),
    stripeWebhookSecrets: env.STRIPE_WEBHOOK_SECRET ?? [],
    mailFrom: env.MAIL_FROM,
    openaiModel: env.OPENAI_MODEL,
  };
}
