import * as z from 'zod';
import { howComputed, type Outcome } from '../../counting/exclusion.ts';
import { isCursor } from './hits-page.ts';

/** The schemas of what is asked, the same for the command line, the API and the pages. */

// The cast: howComputed has a sentence for each outcome and nothing else.
export const outcomes = Object.keys(howComputed) as [Outcome, ...Outcome[]];

export const day = z
  .string()
  .refine(isDay, { error: ({ input }) => `expected a day such as 2026-02-01, got "${input}"` })
  .meta({ description: 'A UTC day', example: '2026-02-01' });

/** PostgreSQL knows no NUL in a text, and no year 0. */
const name = z
  .string()
  .max(2048)
  .refine((text) => !text.includes('\0'), { error: 'expected text, got a NUL character' });

const filterShape = {
  from: day.optional().meta({ description: 'First UTC day' }),
  to: day.optional().meta({ description: 'Last UTC day, included' }),
  show: name.optional().meta({ description: 'Key of a show: host and path of the folder of its episodes' }),
  episode: name.optional().meta({ description: 'Key of an episode: host and path of its file' }),
};

export const reportQuery = z.strictObject(filterShape).superRefine(checkOrder);

export const hitShape = {
  ...filterShape,
  outcome: z
    .enum(outcomes, { error: ({ input }) => `expected one of ${outcomes.join(', ')}, got "${input}"` })
    .optional()
    .meta({ description: 'What became of the hit' }),
  app: name.optional(),
  country: name.optional().meta({ description: 'ISO 3166-1 alpha-2; empty where it is not known' }),
  device: name.optional(),
  after: z
    .string()
    .refine(isCursor, { error: ({ input }) => `expected the "next" of an answer before, got "${input}"` })
    .optional()
    .meta({ description: 'Where the page begins: "next" of the answer before' }),
};

export const hitsQuery = z.strictObject(hitShape).superRefine(checkOrder);

/** A limit in a query, from 1 to 1000. */
export function limitUpTo(max: number, preset: number) {
  return z
    .string()
    .refine((text) => /^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= max, {
      error: ({ input }) => `expected a number from 1 to ${max}, got "${input}"`,
    })
    .transform(Number)
    .default(preset);
}

export { filterShape };

export function checkOrder(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (from !== undefined && to !== undefined && from > to) {
    context.addIssue({
      code: 'custom',
      path: ['from'],
      message: `expected a day not after "to" (${to}), got "${from}"`,
    });
  }
}

function isDay(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
