import { invalid } from '../../platform/http/request-error.ts';
import { decimalAmount, parseAmount } from '../../platform/money/amount.ts';
import { bakedInDaysPreset, type Campaign, type SpotPlace } from './campaign.ts';
import { mostSpots } from './campaign-input.ts';

/** The fields of the form, as texts. */
export type FormFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A row of the form for a spot; without a place it is none. */
export interface SpotFields {
  readonly id: string;
  /** `show:7`, `episode:7:12`, or empty. */
  readonly place: string;
  readonly position: string;
  readonly insertion: string;
  readonly days: string;
}

const fewestRows = 3;
const spareRows = 2;
const noSpot: SpotFields = {
  ...{ id: '', place: '', position: 'pre', insertion: 'dynamic', days: String(bakedInDaysPreset) },
};

/** Of a campaign that is changed. */
export function formOf({ flight, goal, cpmMinor, spots, ...rest }: Campaign): FormFields {
  const { advertiser, name, currency, state, teamIds } = rest;
  const fields: Record<string, string | readonly string[]> = {
    ...{ advertiser, name, currency, state, from: flight.from, to: flight.to },
    ...{ goal: String(goal), cpm: decimalAmount(cpmMinor, currency), team: teamIds },
  };
  for (const [n, spot] of spots.entries()) {
    fields[`spot-${n}-id`] = spot.id;
    fields[`spot-${n}-place`] = placeOf(spot);
    fields[`spot-${n}-position`] = spot.position;
    fields[`spot-${n}-insertion`] = spot.insertion;
    fields[`spot-${n}-days`] = String(spot.bakedInDays);
  }
  return fields;
}

function placeOf({ showId, episodeId }: Pick<SpotPlace, 'showId' | 'episodeId'>): string {
  return episodeId === undefined ? `show:${showId}` : `episode:${showId}:${episodeId}`;
}

/** The rows that were filled in, and a few to fill in. */
export function spotRows(fields: FormFields): readonly SpotFields[] {
  const rows = Array.from({ length: mostSpots }, (_, n) => spotRow(fields, n)).filter(({ place }) => place !== '');
  const length = Math.min(mostSpots, Math.max(fewestRows, rows.length + spareRows));
  return Array.from({ length }, (_, n) => rows[n] ?? noSpot);
}

function spotRow(fields: FormFields, n: number): SpotFields {
  const of = (name: keyof SpotFields) => text(fields, `spot-${n}-${name}`) || noSpot[name];
  return { id: of('id'), place: of('place'), position: of('position'), insertion: of('insertion'), days: of('days') };
}

/** What the schema of a campaign takes; an amount that is none is told at once. @throws {RequestError} 400 */
export function readForm(fields: FormFields): object {
  const currency = text(fields, 'currency');
  return {
    ...{ advertiser: text(fields, 'advertiser'), name: text(fields, 'name'), currency, state: text(fields, 'state') },
    flight: { from: text(fields, 'from'), to: text(fields, 'to') },
    goal: number(text(fields, 'goal')),
    cpmMinor: amount(text(fields, 'cpm'), currency),
    teamIds: [fields['team'] ?? []].flat(),
    spots: Array.from({ length: mostSpots }, (_, n) => spotRow(fields, n))
      .filter(({ place }) => place !== '')
      .map(readSpot),
  };
}

function readSpot({ id, place, position, insertion, days }: SpotFields): object {
  const [kind, showId, episodeId] = place.split(':');
  return {
    ...(id !== '' && { id }),
    ...{ position, insertion, bakedInDays: number(days), showId: number(showId ?? '') },
    ...(kind === 'episode' && { episodeId: number(episodeId ?? '') }),
  };
}

/** What is no number stays a text, which the schema tells of. */
function number(given: string): number | string {
  return /^\d{1,15}$/.test(given.trim()) ? Number(given) : given;
}

function amount(given: string, currency: string): number {
  try {
    return parseAmount(given, currency);
  } catch (error) {
    throw error instanceof RangeError ? invalid(`CPM: ${error.message}`) : error;
  }
}

function text(fields: FormFields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
