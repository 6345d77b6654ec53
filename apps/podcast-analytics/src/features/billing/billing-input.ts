import * as z from 'zod';
import { invoiceStates } from './invoice.ts';
import { isInvoiceCursor } from './invoice-queries.ts';
import { isMonth } from './period.ts';

/** The schemas of what is asked of billing, the same for the API and the forms of the console. */

const got = (input: unknown) => (input === undefined ? 'nothing' : `"${String(input).slice(0, 100)}"`);

export const month = z
  .string({ error: ({ input }) => `expected a month such as 2026-02, got ${got(input)}` })
  .refine(isMonth, { error: ({ input }) => `expected a month such as 2026-02, got ${got(input)}` })
  .meta({ description: 'A calendar month in UTC', example: '2026-02' });

const line = (most: number) =>
  z
    .string({ error: ({ input }) => `expected a text of at most ${most} characters, got ${got(input)}` })
    .trim()
    .max(most)
    .refine((text) => !/\p{Cc}/u.test(text), { error: 'expected one line without control characters' });
const filled = (most: number) => line(most).pipe(z.string().min(1, { error: 'expected a text, got nothing' }));
const lines = z
  .string({ error: ({ input }) => `expected an address, got ${got(input)}` })
  .trim()
  .min(1, { error: 'expected an address, got nothing' })
  .max(500)
  .transform((text) => text.replaceAll('\r\n', '\n'))
  .refine((text) => !/[^\P{Cc}\n]/u.test(text), { error: 'expected lines without control characters' });
const email = line(320)
  .refine((text) => text === '' || /^[^\s@]{1,64}@[^\s@]{1,250}$/.test(text), {
    error: ({ input }) => `expected an address such as ann@example.com, got ${got(input)}`,
  })
  .default('');
const whole = (least: number, most: number) => {
  const expected = {
    error: ({ input }: { readonly input?: unknown }) =>
      `expected a whole number from ${least} to ${most}, got ${got(input)}`,
  };
  return z.int(expected).min(least, expected).max(most, expected);
};

const party = { name: filled(200), address: lines, taxId: line(50).default(''), email };

export const issuerInput = z.strictObject(party);

export const advertiserInput = z.strictObject({
  ...party,
  taxBasisPoints: whole(0, 10_000).default(0).meta({ description: '1900 is 19 %' }),
  termsDays: whole(0, 365).default(30).meta({ description: 'Days from its issue until an invoice is due' }),
  paymentMethod: z
    .string()
    .refine((text) => /^(?:pm_[A-Za-z0-9_]{1,100})?$/.test(text), {
      error: ({ input }) => `expected a payment method such as pm_1NVChw2eZvKYlo2C, got ${got(input)}`,
    })
    .default(''),
});

export const advertiserName = filled(200);

/** A form sends texts. An empty field is no 0: nobody would be told that the tax is gone. */
const wholeText = <Schema extends z.ZodType>(number: Schema) =>
  z.preprocess(
    (given) => (typeof given === 'string' && /^\d{1,9}$/.test(given.trim()) ? Number(given) : given),
    number,
  );

export const advertiserForm = z.strictObject({
  ...advertiserInput.shape,
  advertiser: advertiserName,
  taxBasisPoints: wholeText(advertiserInput.shape.taxBasisPoints),
  termsDays: wholeText(advertiserInput.shape.termsDays),
});

export const paymentMethod = z
  .string({ error: ({ input }) => `expected a payment method such as pm_card_visa, got ${got(input)}` })
  .regex(/^pm_[A-Za-z0-9_]{1,100}$/, {
    error: ({ input }) => `expected a payment method such as pm_card_visa, got ${got(input)}`,
  });

export const creditInput = z.strictObject({
  reason: filled(500),
  lines: z
    .array(
      z.strictObject({
        lineId: z.uuid({ error: ({ input }) => `expected the id of a line, got ${got(input)}` }),
        impressions: z.int().min(1),
      }),
    )
    .min(1)
    .max(500)
    .optional()
    .meta({ description: 'All that is left of the invoice where absent' }),
});

export const invoiceQuery = {
  state: z
    .enum(invoiceStates, { error: ({ input }) => `expected one of ${invoiceStates.join(', ')}, got ${got(input)}` })
    .optional(),
  advertiser: advertiserName.optional(),
  month: month.optional(),
  after: z
    .string()
    .refine(isInvoiceCursor, { error: ({ input }) => `expected the "next" of an answer before, got ${got(input)}` })
    .optional(),
};

export const invoiceId = z.uuid({ error: ({ input }) => `expected the id of an invoice, got ${got(input)}` });
