import type { Queries } from '../../platform/db/database.ts';
import type { Campaign } from '../campaigns/campaign.ts';
import { campaignDelivery } from '../campaigns/campaign-delivery.ts';
import { dayOf } from '../campaigns/utc-day.ts';
import { attribute, type Credit } from './attribute.ts';
import type { ConversionKind } from './conversion.ts';
import { type Model, wholeCredit } from './credits.ts';
import { conversionsWithExposures, type KnownConversion } from './exposure-rows.ts';
import { type Lift, liftOf } from './lift.ts';
import { type LiftGroups, liftGroups } from './lift-groups.ts';

export interface AttributionQuery {
  readonly model: Model;
  readonly windowDays: number;
  /** All where absent. */
  readonly kind?: ConversionKind | undefined;
}

/** What one exposure's place, or one promo code, is owed. */
export interface CreditRow {
  readonly spotId?: string;
  readonly episodeId?: number;
  readonly promoCode?: string;
  /** Millionths of a conversion. */
  readonly micros: number;
  readonly valueMinor: number;
}

export interface AttributionReport {
  /** That arrived, attributed or not. */
  readonly conversions: number;
  readonly attributed: number;
  /** Of the attributed ones. */
  readonly valueMinor: number;
  readonly costMinor: number;
  /** `valueMinor / costMinor`; absent where nothing was paid. */
  readonly roas?: number;
  /** The largest credit first. */
  readonly rows: readonly CreditRow[];
  /** Attributed conversions by their UTC day. */
  readonly days: ReadonlyMap<string, number>;
  readonly lift: Lift & { readonly groups: LiftGroups };
}

export async function attributionReport(
  db: Queries,
  campaign: Campaign,
  { model, windowDays, kind }: AttributionQuery,
  now: number,
): Promise<AttributionReport> {
  const all = await conversionsWithExposures(db, campaign);
  const conversions = kind === undefined ? all : all.filter((conversion) => conversion.kind === kind);
  const { costMinor } = await campaignDelivery(db, campaign, now);
  const groups = await liftGroups(db, campaign, windowDays);
  const credited = conversions.map((conversion) => ({ conversion, credits: attribute(conversion, model, windowDays) }));
  const attributed = credited.filter(({ credits }) => credits.length > 0);
  const valueMinor = attributed.reduce((sum, { conversion }) => sum + conversion.valueMinor, 0);
  return {
    conversions: conversions.length,
    attributed: attributed.length,
    ...{ valueMinor, costMinor },
    ...(costMinor > 0 && { roas: valueMinor / costMinor }),
    rows: byPlace(attributed.flatMap(({ credits }) => credits)),
    days: byDay(attributed.map(({ conversion }) => conversion)),
    lift: { ...liftOf(groups.exposed, groups.control), groups },
  };
}

function byPlace(credits: readonly Credit[]): readonly CreditRow[] {
  const rows = new Map<string, CreditRow>();
  for (const { conversionId: _, time: __, ...credit } of credits) {
    const key = `${credit.promoCode ?? ''} ${credit.spotId} ${credit.episodeId}`;
    const known = rows.get(key);
    const micros = credit.micros + (known?.micros ?? 0);
    rows.set(key, { ...credit, micros, valueMinor: credit.valueMinor + (known?.valueMinor ?? 0) });
  }
  return [...rows.values()].sort((a, b) => b.micros - a.micros || b.valueMinor - a.valueMinor);
}

function byDay(conversions: readonly KnownConversion[]): ReadonlyMap<string, number> {
  const days = new Map<string, number>();
  for (const { time } of conversions) days.set(dayOf(time), (days.get(dayOf(time)) ?? 0) + 1);
  return days;
}

/** Conversions as pages write them: millionths with two decimals. */
export function conversionsOf(micros: number): string {
  return (micros / wholeCredit).toFixed(2);
}
