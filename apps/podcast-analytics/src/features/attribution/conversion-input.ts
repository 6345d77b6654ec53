import * as z from 'zod';
import { isCurrency } from '../../platform/money/currency.ts';
import { windowDays } from './attribute.ts';
import { conversionKinds } from './conversion.ts';
import { models } from './credits.ts';

const expected = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    `expected ${what}, got ${input === undefined ? 'nothing' : JSON.stringify(input).slice(0, 100)}`,
});

const ofOrder = expected('an order id of 1 to 100 printable characters');
const orderId = z
  .string()
  .trim()
  .regex(/^\P{Cc}{1,100}$/u, ofOrder);
const promoCode = z
  .string()
  .trim()
  .regex(/^\P{Cc}{3,40}$/u, expected('a promo code of 3 to 40 printable characters'));
const kind = z.enum(conversionKinds, expected(`one of ${conversionKinds.join(', ')}`));
const currency = z.string().refine(isCurrency, expected('the ISO 4217 code of a currency such as EUR'));
/** A thousand million: what is typed wrong is told. */
const mostValue = 1_000_000_000;
const value = expected(`a whole number of minor units from 0 to ${mostValue}`);
const dayMs = 86_400_000;

/** What a program of the advertiser tells. `now` bounds when it may have happened. */
export function newConversion(now: () => number) {
  return z
    .strictObject({
      campaignId: z.uuid(expected('the id of a campaign')).optional(),
      promoCode: promoCode.optional(),
      kind: kind.default('purchase'),
      orderId: orderId.optional(),
      valueMinor: z.int(value).min(0, value).max(mostValue, value).default(0),
      currency: currency.optional(),
      time: z.iso
        .datetime(expected('a time such as 2026-02-01T12:00:00Z'))
        .refine((text) => Date.parse(text) <= now() && Date.parse(text) > now() - windowDays.most * dayMs, {
          error: ({ input }) => `expected a time within the last ${windowDays.most} days, got "${input}"`,
        })
        .optional(),
      address: z.union([z.ipv4(), z.ipv6()], expected('the IP address of the buyer')).optional(),
    })
    .refine((given) => (given.campaignId === undefined) !== (given.promoCode === undefined), {
      error: 'expected either campaignId or promoCode',
    });
}

/** What the address of a pixel says. It stands in somebody else's page, so what cannot be read is left out and not refused. */
export const pixelQuery = z.object({
  kind: kind.catch('visit'),
  order: orderId.optional().catch(undefined),
  value: z.coerce.number().pipe(z.int().min(0).max(mostValue)).catch(0),
  currency: currency.optional().catch(undefined),
});

const days = expected(`a whole number of days from ${windowDays.least} to ${windowDays.most}`);

export const attributionQuery = z.strictObject({
  model: z.enum(models, expected(`one of ${models.join(', ')}`)).default('last'),
  windowDays: z
    .string()
    .refine((text) => /^\d{1,2}$/.test(text), days)
    .transform(Number)
    .pipe(z.int().min(windowDays.least, days).max(windowDays.most, days))
    .default(windowDays.preset),
  kind: z.preprocess((given) => (given === '' ? undefined : given), kind.optional()),
});
