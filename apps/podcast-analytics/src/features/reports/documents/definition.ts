import * as z from 'zod';
import { checkOrder, day } from '../report-query.ts';

export const sections = ['days', 'episodes', 'apps', 'countries', 'devices', 'outcomes', 'ages', 'listeners'] as const;
export type Section = (typeof sections)[number];

export const sectionTitles: Readonly<Record<Section, string>> = {
  days: 'Downloads by day',
  episodes: 'Downloads by episode',
  apps: 'Downloads by app',
  countries: 'Downloads by country',
  devices: 'Downloads by device',
  outcomes: 'What became of the hits',
  ages: 'Episodes by age',
  listeners: 'Unique listeners by month',
};

/** These speak of one show, and of all its time. */
const ofOneShow: readonly Section[] = ['ages', 'listeners'];

export const formats = ['csv', 'html'] as const;
export type Format = (typeof formats)[number];

const maxDays = 400;

const shape = {
  show: z.int().positive().optional().meta({ description: 'Number of a show; all shows where absent' }),
  sections: z
    .array(z.enum(sections, { error: ({ input }) => `expected one of ${sections.join(', ')}, got "${String(input)}"` }))
    .min(1, { error: 'expected at least one section' })
    .max(sections.length),
};

function checkSections(
  { show, sections: chosen }: { readonly show?: number | undefined; readonly sections: readonly Section[] },
  context: z.RefinementCtx,
): void {
  const alone = chosen.find((section) => ofOneShow.includes(section));
  if (alone === undefined || show !== undefined) return;
  context.addIssue({
    code: 'custom',
    path: ['sections'],
    message: `expected a show for the section "${alone}", got none`,
  });
}

/** What a document is about: a show or all of them, the UTC days from `from` to `to`, and its sections in their order. */
export const documentDefinition = z
  .strictObject({ ...shape, from: day, to: day })
  .superRefine(checkOrder)
  .superRefine(checkSections)
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < maxDays * 86_400_000, {
    path: ['to'],
    error: `expected at most ${maxDays} days`,
  });
export type DocumentDefinition = z.infer<typeof documentDefinition>;

/** The same without a period: each document of a schedule has its own. */
export const scheduleDefinition = z.strictObject(shape).superRefine(checkSections);
export type ScheduleDefinition = z.infer<typeof scheduleDefinition>;

export const documentTitle = z
  .string()
  .trim()
  .min(1, { error: 'expected a title' })
  .max(120, { error: 'expected at most 120 characters' })
  .refine((text) => !/\p{Cc}/u.test(text), { error: 'expected one line of text' });

export const recipients = z
  .array(z.email({ error: ({ input }) => `expected an e-mail address, got "${String(input).slice(0, 80)}"` }).max(254))
  .max(20, { error: 'expected at most 20 addresses' });
