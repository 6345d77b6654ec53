import { expect } from 'vitest';
import * as z from 'zod';
import { naiveAttribution } from './naive-attribution.ts';

const exported = z.object({
  conversions: z.array(
    z.object({
      time: z.string(),
      valueMinor: z.int(),
      promoCode: z.string().optional(),
      exposures: z.array(
        z.object({
          spotId: z.string(),
          position: z.enum(['pre', 'mid', 'post']),
          episodeId: z.int(),
          time: z.string(),
        }),
      ),
    }),
  ),
});
type Conversion = z.infer<typeof exported>['conversions'][number];

const report = z.object({
  conversions: z.int(),
  attributed: z.int(),
  valueMinor: z.int(),
  costMinor: z.int(),
  roas: z.number().optional(),
  rows: z.array(
    z.object({
      spotId: z.string().optional(),
      episodeId: z.int().optional(),
      promoCode: z.string().optional(),
      micros: z.int(),
      valueMinor: z.int(),
    }),
  ),
});

export const models = ['first', 'last', 'linear', 'time-decay'] as const;

interface Asked {
  readonly model: (typeof models)[number];
  readonly windowDays: number;
  /** Of the campaign, as its delivery tells it. */
  readonly costMinor: number;
}

/**
 * Whom conversions are owed to and what was returned on the spend, computed anew from conversions with what was heard around them.
 * @throws where anything is off by a millionth or a minor unit
 */
export function recountAttribution(given: unknown, rows: unknown, { model, windowDays, costMinor }: Asked): void {
  const told = report.parse(given);
  const { conversions } = exported.parse(rows);
  const places = new Map<string, { micros: number; valueMinor: number }>();
  let attributed = 0;
  let valueMinor = 0;
  for (const conversion of conversions) {
    const credits = creditsOf(conversion, model, windowDays);
    if (credits.length === 0) continue;
    attributed += 1;
    valueMinor += conversion.valueMinor;
    for (const [place, credit] of credits) {
      const sum = places.get(place) ?? { micros: 0, valueMinor: 0 };
      places.set(place, { micros: sum.micros + credit.micros, valueMinor: sum.valueMinor + credit.valueMinor });
    }
  }
  const byPlace = told.rows.map(({ spotId, episodeId, promoCode, ...credit }) => {
    return [promoCode ?? `${spotId} ${episodeId}`, credit];
  });
  expect(Object.fromEntries(byPlace)).toEqual(Object.fromEntries(places));
  expect([told.conversions, told.attributed, told.valueMinor]).toEqual([conversions.length, attributed, valueMinor]);
  expect(told.costMinor).toBe(costMinor);
  expect(told.roas).toBe(costMinor === 0 ? undefined : valueMinor / costMinor);
}

/** By place: a promo code, or a spot in an episode. A household may have heard it there more than once. */
function creditsOf({ time, valueMinor, promoCode, exposures }: Conversion, model: Asked['model'], windowDays: number) {
  if (promoCode !== undefined) return [[promoCode, { micros: 1_000_000, valueMinor }] as const];
  // Spots of one download have one time: their order in the file decides, and then their ids.
  const order = ['pre', 'mid', 'post'];
  const heard = exposures.map(({ spotId, episodeId, position, time: at }, n) => ({
    key: [order.indexOf(position), spotId, String(episodeId).padStart(10, '0'), n].join(' '),
    time: Date.parse(at),
    place: `${spotId} ${episodeId}`,
  }));
  const credits = naiveAttribution(model, heard, { time: Date.parse(time), valueMinor }, windowDays);
  return heard.flatMap(({ key, place }) => {
    const credit = credits.get(key);
    return credit ? [[place, credit] as const] : [];
  });
}
