import fc from 'fast-check';
import { positions } from '../src/features/campaigns/campaign.ts';
import { addDays } from '../src/features/campaigns/utc-day.ts';

/** Whose downloads, campaigns and conversions are made up, within two months that hold a change to daylight saving time. */
const firstDay = '2026-02-01';
/** Nothing of the world happens later. */
export const today = '2026-03-25';

const startMs = Date.parse(firstDay);
const endMs = Date.parse(`${today}T12:00:00Z`);
/** Whole seconds, as logs have them. */
const moment = fc
  .integer({ min: startMs / 1000, max: endMs / 1000 })
  .map((seconds) => new Date(seconds * 1000).toISOString());
const address = fc.constantFrom('198.51.100.1', '198.51.100.2', '203.0.113.3');
const place = { show: fc.nat(1), episode: fc.nat(2) };

const download = fc.record({
  ...place,
  time: moment,
  address,
  userAgent: fc.constantFrom('AntennaPod/3.4.0', 'Overcast/2024.3'),
});
const spot = fc.record({
  show: place.show,
  /** Of the show; all of its episodes where absent. */
  episode: fc.option(place.episode, { nil: undefined, freq: 2 }),
  position: fc.constantFrom(...positions),
  bakedInDays: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
});
const campaign = fc
  .record({
    start: fc.nat(40),
    length: fc.integer({ min: 5, max: 50 }),
    goal: fc.integer({ min: 1, max: 60 }),
    cpmMinor: fc.integer({ min: 0, max: 99_999 }),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
    spots: fc.array(spot, { minLength: 1, maxLength: 4 }),
  })
  .map(({ start, length, ...rest }) => {
    const from = addDays(firstDay, start);
    return { ...rest, flight: { from, to: addDays(from, length) } };
  });
const conversion = fc.record({
  campaign: fc.nat(2),
  time: moment,
  valueMinor: fc.oneof(fc.constantFrom(0, 1, 2), fc.nat(9_999)),
  address,
  byCode: fc.boolean(),
});

/** Seldom two alike: numbers that agree by chance are few. */
export const campaignWorld = fc.record({
  downloads: fc.array(download, { minLength: 40, maxLength: 90 }),
  /** When the episodes of the first show came out; those of the second tell by their first download. */
  published: fc.tuple(moment, moment, moment),
  campaigns: fc.array(campaign, { minLength: 2, maxLength: 3 }),
  conversions: fc.array(conversion, { minLength: 4, maxLength: 12 }),
  taxBasisPoints: fc.constantFrom(0, 700, 1_925),
});
export type CampaignWorld = typeof campaignWorld extends fc.Arbitrary<infer World> ? World : never;
