import { randomBytes, randomUUID } from 'node:crypto';
import { homeTenant } from '../features/accounts/first-account.ts';
import { monthBefore, periodOf } from '../features/billing/period.ts';
import type { Campaign, CampaignState, Position } from '../features/campaigns/campaign.ts';
import { campaignDelivery } from '../features/campaigns/campaign-delivery.ts';
import { insertCampaign } from '../features/campaigns/campaign-rows.ts';
import { addDays, dayOf, daysFrom } from '../features/campaigns/utc-day.ts';
import type { Database } from '../platform/db/database.ts';
import { seededRandom } from './random.ts';

interface DemoCampaign {
  readonly name: string;
  readonly advertiser: string;
  readonly show: string;
  readonly positions: readonly Position[];
  readonly state: CampaignState;
  /** First and last day, from today on, or what there is of the last month that is over: that one is billed. */
  readonly flight: readonly [from: number, to: number] | 'last month';
  /** The goal, in proportion to what its pace so far comes to. */
  readonly ambition: number;
  readonly cpmMinor: number;
  readonly promoCode: string;
  /** How many of the households that heard it convert, and of the others. */
  readonly rates: readonly [exposed: number, others: number];
}

const demoCampaigns: readonly DemoCampaign[] = [
  {
    ...{
      name: 'Harbour tea, spring',
      advertiser: 'North Pier Tea',
      show: '/harbour-lights',
      positions: ['pre', 'mid'],
    },
    ...{ state: 'active', flight: [-20, 9], ambition: 1, cpmMinor: 2400, promoCode: 'HARBOUR10', rates: [0.04, 0.02] },
  },
  {
    ...{ name: 'Better flour', advertiser: 'Mill & Daughters', show: '/slow-bread', positions: ['mid'] },
    ...{ state: 'active', flight: [-25, 4], ambition: 1.6, cpmMinor: 3150, promoCode: 'FLOUR', rates: [0.07, 0.035] },
  },
  {
    ...{ name: 'Two-stroke week', advertiser: 'Ridge Tools', show: '/small-engines', positions: ['post'] },
    ...{ state: 'ended', flight: [-24, -11], ambition: 0.8, cpmMinor: 1200, promoCode: 'RIDGE', rates: [0.06, 0.02] },
  },
  {
    ...{ name: 'First flush', advertiser: 'North Pier Tea', show: '/harbour-lights', positions: ['pre', 'mid'] },
    ...{ state: 'ended', flight: 'last month', ambition: 0.9, cpmMinor: 2400, promoCode: 'FLUSH', rates: [0.04, 0.02] },
  },
  {
    ...{ name: 'Rye for beginners', advertiser: 'Mill & Daughters', show: '/slow-bread', positions: ['pre'] },
    ...{ state: 'ended', flight: 'last month', ambition: 1.2, cpmMinor: 3150, promoCode: 'RYE', rates: [0.05, 0.02] },
  },
  {
    ...{ name: 'Sharp chains', advertiser: 'Ridge Tools', show: '/small-engines', positions: ['mid'] },
    ...{ state: 'ended', flight: 'last month', ambition: 1, cpmMinor: 1800, promoCode: 'CHAIN', rates: [0.05, 0.02] },
  },
];

/** Who is billed for them. */
export const demoAdvertisers: readonly string[] = [...new Set(demoCampaigns.map(({ advertiser }) => advertiser))];

/** Campaigns on the invented traffic, one of which delivers too little, and what they led to. */
export async function bookDemoCampaigns(database: Database, now: number, firstDay: string): Promise<void> {
  const [owner] = await database.query<{ id: string }>('SELECT id FROM users WHERE tenant_id = $1 LIMIT 1', [
    homeTenant,
  ]);
  for (const [n, demo] of demoCampaigns.entries()) {
    const [show] = await database.query<{ id: number }>('SELECT id FROM shows WHERE tenant_id = $1 AND key = $2', [
      homeTenant,
      demo.show,
    ]);
    if (!show || !owner) continue;
    const campaign = await withGoal(
      database,
      campaignOf(demo, owner.id, show.id, { now, firstDay }),
      demo.ambition,
      now,
    );
    await database.transaction(async (tx) => {
      await insertCampaign(tx, campaign, new Date(now).toISOString());
    });
    await convert(database, campaign, demo, now, seededRandom(n + 1));
  }
}

interface DemoDays {
  readonly now: number;
  /** Of the traffic. */
  readonly firstDay: string;
}

function lastMonth({ now, firstDay }: DemoDays): Campaign['flight'] {
  const { from, to } = periodOf(monthBefore(now));
  return { from: from < firstDay ? firstDay : from, to };
}

function fromToday([from, to]: readonly [number, number], { now }: DemoDays): Campaign['flight'] {
  const today = dayOf(now);
  return { from: addDays(today, from), to: addDays(today, to) };
}

function campaignOf(
  { flight, positions, ...demo }: DemoCampaign,
  ownerId: string,
  showId: number,
  days: DemoDays,
): Campaign {
  const { name, advertiser, state, cpmMinor } = demo;
  return {
    ...{ id: randomUUID(), tenantId: homeTenant, ownerId, name, advertiser, state, cpmMinor, currency: 'EUR', goal: 1 },
    flight: flight === 'last month' ? lastMonth(days) : fromToday(flight, days),
    spots: positions.map((position) => ({
      ...{ id: randomUUID(), position, insertion: 'dynamic', bakedInDays: 30, showId },
    })),
    ...{ teamIds: [], pixelToken: randomBytes(16).toString('base64url'), version: 1 },
  };
}

/** A round number that the campaign is on its way to, or is not. */
async function withGoal(database: Database, campaign: Campaign, ambition: number, now: number): Promise<Campaign> {
  const { pacing } = await campaignDelivery(database, campaign, now);
  const { from, to } = campaign.flight;
  const length = daysFrom(from, to) + 1;
  const over = Math.min(length, daysFrom(from, dayOf(now)));
  const goal = Math.round((pacing.deliveredOnFullDays / over) * length * ambition);
  return { ...campaign, goal: Math.max(100, Math.round(goal / 50) * 50) };
}

interface Household {
  readonly household: string;
  readonly exposed: boolean;
  readonly time: number;
}

/** Purchases up to nine days after a download, more of them by those who heard the campaign, and a few by promo code. */
async function convert(
  database: Database,
  { id, tenantId, flight, spots }: Campaign,
  { rates, promoCode }: DemoCampaign,
  now: number,
  random: () => number,
): Promise<void> {
  const households = await database.query<Household>(
    `SELECT d.household, bool_or(e.show_id = $1) AS exposed,
       (extract(epoch FROM coalesce(min(d.first_time) FILTER (WHERE e.show_id = $1), min(d.first_time))) * 1000)::int8 AS time
     FROM downloads d JOIN episodes e ON e.id = d.episode_id
     WHERE d.counted AND d.household IS NOT NULL AND d.day BETWEEN $2::date AND $3::date
     GROUP BY d.household ORDER BY 3, 1`,
    [spots[0]?.showId, flight.from, flight.to],
  );
  const bought = households
    .filter(({ exposed }) => random() < (exposed ? rates[0] : rates[1]))
    .map(({ household, time }) => ({ household, time: time + Math.floor(random() ** 2 * 9 * 86_400_000) }))
    .filter(({ time }) => time < now)
    .map((each) => ({ ...each, valueMinor: 250 + Math.floor(random() * 20) * 25, code: random() < 0.1 }));
  await database.query(
    `INSERT INTO promo_codes (id, tenant_id, campaign_id, code, code_key, created_at) VALUES ($1, $2, $3, $4, $4, $5)`,
    [randomUUID(), tenantId, id, promoCode, new Date(now).toISOString()],
  );
  await database.query(
    `INSERT INTO conversions (id, tenant_id, campaign_id, kind, time, duplicate_key, order_id, promo_code, value_minor,
       households, recorded_at)
     SELECT gen_random_uuid(), $1, $2, 'purchase', time, 'order ' || place, place::text, code, value, ARRAY[household], time
     FROM unnest($3::uuid[], $4::timestamptz[], $5::int8[], $6::text[]) WITH ORDINALITY
       AS given (household, time, value, code, place)`,
    [
      ...[tenantId, id, bought.map(({ household }) => household)],
      bought.map(({ time }) => new Date(time).toISOString()),
      bought.map(({ valueMinor }) => valueMinor),
      bought.map(({ code }) => (code ? promoCode : null)),
    ],
  );
}
