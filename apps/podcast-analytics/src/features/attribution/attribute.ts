import { allocate } from '../../platform/money/proportion.ts';
import type { Position } from '../campaigns/campaign.ts';
import { positions } from '../campaigns/campaign.ts';
import { creditsOf, type Model, wholeCredit } from './credits.ts';

/** A counted download of the household that had a spot of the campaign in it. */
export interface Exposure {
  readonly spotId: string;
  readonly position: Position;
  readonly episodeId: number;
  /** Of the first hit of the download, epoch milliseconds. */
  readonly time: number;
}

/** What happened at the advertiser's, and who heard the campaign before. */
export interface Conversion {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Minor units of the campaign's currency. */
  readonly valueMinor: number;
  /** The promo code that was used: it tells the campaign by itself. */
  readonly promoCode?: string;
  /** In any order, and of any time. */
  readonly exposures: readonly Exposure[];
}

/** A part of a conversion, and whom it is owed to. */
export interface Credit {
  readonly conversionId: string;
  /** The exposure; absent where it was a promo code that told. */
  readonly spotId?: string;
  readonly episodeId?: number;
  readonly time?: number;
  /** Where it was a promo code that told. */
  readonly promoCode?: string;
  /** Millionths of a conversion. */
  readonly micros: number;
  readonly valueMinor: number;
}

export const windowDays = { preset: 30, least: 1, most: 60 } as const;

const dayMs = 86_400_000;

/**
 * The credits of a conversion: none where nobody of the household was exposed within the window before it. A window of 30 days
 * reaches back 30 times 24 hours, both ends included. The credits sum up to exactly one conversion, and their values to its value.
 */
export function attribute(conversion: Conversion, model: Model, days: number): readonly Credit[] {
  const { id: conversionId, time, valueMinor, promoCode } = conversion;
  if (promoCode !== undefined) return [{ conversionId, promoCode, micros: wholeCredit, valueMinor }];
  const exposures = conversion.exposures.filter((each) => each.time <= time && time - each.time <= days * dayMs);
  if (exposures.length === 0) return [];
  const ordered = exposures.toSorted(byTime);
  const micros = creditsOf(
    model,
    ordered.map((each) => each.time),
    time,
  );
  const values = allocate(valueMinor, micros);
  return ordered
    .map((exposure, index) => ({
      conversionId,
      spotId: exposure.spotId,
      episodeId: exposure.episodeId,
      time: exposure.time,
      micros: micros[index] ?? 0,
      valueMinor: values[index] ?? 0,
    }))
    .filter((credit) => credit.micros > 0);
}

/** Spots of one download have one time: the order in which they are heard, and then the id, decides. */
function byTime(a: Exposure, b: Exposure): number {
  return (
    a.time - b.time ||
    positions.indexOf(a.position) - positions.indexOf(b.position) ||
    (a.spotId < b.spotId ? -1 : a.spotId > b.spotId ? 1 : a.episodeId - b.episodeId)
  );
}
