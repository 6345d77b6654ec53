import * as z from 'zod';
import { isCurrency } from '../../platform/money/currency.ts';
import { bakedInDaysPreset, insertions, openStates, positions } from './campaign.ts';
import { daysFrom, isDay } from './utc-day.ts';

export const mostSpots = 50;
const mostTeams = 50;
const longestFlight = 366;
/** A thousand million of either: what multiplied stays exact, and what is typed wrong is told. */
const most = 1_000_000_000;

const expected = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => `expected ${what}, got ${shown(input)}`,
});

const day = z.string(expected('a UTC day such as 2026-02-01')).refine(isDay, expected('a UTC day such as 2026-02-01'));
const text = (what: string) => {
  const error = expected(`${what} of 1 to 200 printable characters`);
  return z
    .string(error)
    .trim()
    .regex(/^\P{Cc}{1,200}$/u, error);
};
const whole = (least: number, greatest: number) => {
  const error = expected(`a whole number from ${least} to ${greatest}`);
  return z.int(error).min(least, error).max(greatest, error);
};
const word = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, expected(`one of ${words.join(', ')}`));

const spotInput = z.strictObject({
  /** Of a spot that stays. */
  id: z.uuid(expected('the id of a spot')).optional(),
  position: word(positions),
  insertion: word(insertions),
  bakedInDays: whole(1, longestFlight).default(bakedInDaysPreset),
  showId: whole(1, 2 ** 31 - 1),
  episodeId: whole(1, 2 ** 31 - 1).optional(),
});

const flight = z
  .strictObject({ from: day, to: day })
  .refine(({ from, to }) => from <= to, {
    error: 'expected a first day that is not after the last one',
  })
  .refine(({ from, to }) => from > to || daysFrom(from, to) < longestFlight, {
    error: `expected a flight of ${longestFlight} days at most`,
  });

const fields = {
  advertiser: text('an advertiser'),
  name: text('a name'),
  flight,
  goal: whole(1, most),
  cpmMinor: whole(0, most),
  currency: z
    .string(expected('a currency such as EUR'))
    .refine(isCurrency, expected('the ISO 4217 code of a currency such as EUR')),
  state: word(openStates),
  spots: z.array(spotInput).max(mostSpots, { error: `expected ${mostSpots} spots at most` }),
  teamIds: z
    .array(z.string().min(1).max(100))
    .max(mostTeams, { error: `expected ${mostTeams} teams at most` })
    .transform((ids) => [...new Set(ids)].sort()),
};

export const newCampaign = z.strictObject({
  ...fields,
  state: fields.state.default('draft'),
  spots: fields.spots.default([]),
  teamIds: fields.teamIds.default([]),
});
export type NewCampaign = z.infer<typeof newCampaign>;

/** What is absent stays as it is. */
export const campaignChange = z.strictObject(fields).partial();
export type CampaignChange = z.infer<typeof campaignChange>;

function shown(input: unknown): string {
  return input === undefined ? 'nothing' : JSON.stringify(input).slice(0, 100);
}
